package mind.supervisor;

/** The {@code mind} command. */
public final class SupervisorMain {
    private SupervisorMain() {}

    public static void main(String[] args) {
        System.out.println("mind");
    }
}
