package mind.worker.dynamics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import mind.worker.graph.Links;
import mind.worker.graph.MindGraph;

/**
 * The sweep that finds every node's best link, against the same sweep over the same arrays in C, compiled now, and against
 * Python: numpy, scipy, and the loop over objects in dictionaries that it replaces. Arguments: nodes, links, folder for the
 * C program, the Python program.
 */
public final class SweepBench {
    private static final int ROUNDS = 200;
    private static final int C_PROCESSES = 9; // one takes up to twice as long as another, by where its pages lie
    private static final String C = """
            #include <stdio.h>
            #include <stdlib.h>
            #include <time.h>
            static double now(void){struct timespec t;clock_gettime(CLOCK_THREAD_CPUTIME_ID,&t);return t.tv_sec*1e9+t.tv_nsec;}
            __attribute__((noinline)) static void sweep(const double*w,const int*from,const int*to,int*best,int n){
              for(int i=0;i<n;i++){int b=-1;double m=-1e300;for(int l=from[i];l<to[i];l++)if(w[l]>m){m=w[l];b=l;}best[i]=b;}}
            int main(int c,char**v){FILE*f=fopen(v[1],"rb");int n,L;if(!f||!fread(&n,4,1,f)||!fread(&L,4,1,f))return 1;
              int*from=malloc(4L*n),*to=malloc(4L*n),*best=malloc(4L*n);double*w=malloc(8L*L);
              if(fread(from,4,n,f)!=n||fread(to,4,n,f)!=n||fread(w,8,L,f)!=L)return 1;
              double least=1e300;for(int r=0;r<atoi(v[2]);r++){double t=now();sweep(w,from,to,best,n);t=now()-t;if(t<least)least=t;}
              long sum=0;for(int i=0;i<n;i++)sum+=best[i];printf("%.0f %ld\\n",least,sum);}
            """;

    private SweepBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        MindGraph graph = BenchGraph.of(Integer.parseInt(args[0]), Integer.parseInt(args[1]), 0, 0);
        Path folder = Path.of(args[2]);
        Links links = graph.links;
        int[] best = new int[graph.nodes.count];
        double ours = leastNanos(() -> sweep(links, best));
        compile(graph, folder);
        double[] inProcesses = new double[C_PROCESSES];
        String[] c = new String[0];
        for (int k = 0; k < C_PROCESSES; k++) {
            c = run(folder, "./sweep", "graph.bin", Integer.toString(2 * ROUNDS))
                    .strip()
                    .split(" ");
            inProcesses[k] = Double.parseDouble(c[0]);
        }
        Arrays.sort(inProcesses);
        long sum = Arrays.stream(best).asLongStream().sum();
        if (sum != Long.parseLong(c[1])) {
            throw new IllegalStateException("C and Java chose other links: " + c[1] + " and " + sum);
        }
        double inC = inProcesses[C_PROCESSES / 2];
        System.out.printf(
                "best-link sweep %s/%s: Java %.1f us (%.2f ns a link), C -O3 %.1f us (%.1f to %.1f): Java takes %.2f times%n",
                args[0],
                args[1],
                ours / 1e3,
                ours / links.count,
                inC / 1e3,
                inProcesses[0] / 1e3,
                inProcesses[C_PROCESSES - 1] / 1e3,
                ours / inC);
        String python = run(folder, "python3", Path.of(args[3]).toAbsolutePath().toString(), "graph.bin");
        for (String line : python.lines().toList()) {
            double nanos = Double.parseDouble(line.split("\t")[1]);
            System.out.printf(
                    "  Python, %s: %.1f us, %.1f times as long as Java%n",
                    line.split("\t")[0], nanos / 1e3, nanos / ours);
        }
    }

    private static void sweep(Links links, int[] best) {
        RowMaxima.find(links.logWeight, links.outStart, links.diffusingEnd, best);
    }

    /** The least processor time of many rounds. */
    private static double leastNanos(Runnable work) {
        var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        double least = Double.MAX_VALUE;
        for (int round = 0; round < 10 * ROUNDS; round++) {
            long start = threads.getCurrentThreadCpuTime();
            work.run();
            least = Math.min(least, threads.getCurrentThreadCpuTime() - start);
        }
        return least;
    }

    private static void compile(MindGraph graph, Path folder) throws IOException, InterruptedException {
        Links links = graph.links;
        int n = graph.nodes.count;
        ByteBuffer data = ByteBuffer.allocate(8 + 8 * n + 8 * links.count).order(ByteOrder.nativeOrder());
        data.putInt(n).putInt(links.count);
        for (int i = 0; i < n; i++) {
            data.putInt(links.outStart[i]);
        }
        for (int i = 0; i < n; i++) {
            data.putInt(links.diffusingEnd[i]);
        }
        for (double weight : links.logWeight) {
            data.putDouble(weight);
        }
        Files.write(folder.resolve("graph.bin"), data.array());
        Files.writeString(folder.resolve("sweep.c"), C);
        run(folder, "gcc", "-O3", "-march=native", "-o", "sweep", "sweep.c");
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
        return said;
    }
}
