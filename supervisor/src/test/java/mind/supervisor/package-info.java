/**
 * Which test proves what an operator is promised. Rules are R1 to R17, cases of other keepers' failures S1 to S10; a test's
 * name begins with the one it proves, where it proves just one.
 *
 * <pre>
 * R1  one owner              SurvivalIT: s6_…, a_lease_is_free_when_its_holder_is_killed
 * R2  the services file      ServicesFileTest, ExpansionTest; ReloadIT.s10_a_bad_file_…
 * R3  order of starts        RestartIT.r3_…; DecisionsTest
 * R4  exits and policies     RestartIT.r4_…; NextStepTest
 * R5  waits                  NextStepTest; ClockJumpIT
 * R6  quarantine             RestartIT.r6_…
 * R7  probes                 RestartIT.r7_…, s8_…, a_worker_that_reports_progress_…
 * R8  groups, a stop is gone StopIT: s1_…, a_stop_returns_as_soon_as_the_group_is_empty_…; SignalsIT
 * R9  identity               SurvivalIT.r9_…; MarkIT, ProcTest
 * R10 the supervisor dies    SurvivalIT.r10_…, PreforkIT, CitizensIT.a_supervisor_killed_at_any_moment_…
 * R11 ports                  StopIT.s9_…; MindCommandIT.a_taken_port_…
 * R12 logs                   LogsIT; LogFileTest
 * R13 hot reload             ReloadIT.r13_…; DebounceTest
 * R14 the end                StopIT.r14_…; ShutdownIT
 * R15 a changed file         ReloadIT.s10_…
 * R16 one loop               LifeTest; StopIT: r16_…, s2_…; ReloadIT.reloads_…
 * R17 single citizens        CitizensIT; MindCommandIT.keeps_an_instance_…; DashboardSystemIT
 *
 * S1, S2, S9                 StopIT
 * S3, S4                     LogsIT
 * S5                         ClockJumpIT
 * S6                         SurvivalIT
 * S7                         ShutdownIT; StopIT
 * S8                         RestartIT
 * S10                        ReloadIT
 * </pre>
 */
package mind.supervisor;
