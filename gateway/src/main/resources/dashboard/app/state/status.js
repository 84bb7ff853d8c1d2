// An engine's status as its worker tells it (`EngineStatus`, snake_case, absent values left out), with a value in every field.

const number = (value, fallback = 0) => (Number.isFinite(value) ? value : fallback);

export function readStatus(told) {
  const { progress, persistence } = told;
  return {
    runningState: told.running_state ?? '',
    nodes: number(told.nodes),
    links: number(told.links),
    subentities: number(told.subentities),
    tickCount: number(told.tick_count),
    tickIntervalMs: number(told.tick_interval_ms, 100),
    tickMultiplier: number(told.tick_multiplier, 1),
    measuredHz: number(told.measured_hz),
    tickP50Ms: number(told.tick_p50_ms, NaN),
    tickP99Ms: number(told.tick_p99_ms, NaN),
    totalEnergy: number(told.total_energy, NaN),
    activeNodes: number(told.active_nodes, NaN),
    branchingRatio: number(told.branching_ratio, NaN),
    consciousnessState: told.consciousness_state ?? '',
    secondsSinceStimulus: number(told.seconds_since_stimulus, NaN),
    loadMs: number(told.load_ms),
    progress: progress ? { phase: progress.phase ?? '', done: number(progress.done), total: number(progress.total), percent: number(progress.percent) } : null,
    persistence: persistence ? { enabled: Boolean(persistence.enabled), dirty: number(persistence.dirty), failures: number(persistence.failures), lastError: persistence.last_error ?? '' } : null,
  };
}
