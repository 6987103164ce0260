import path from 'node:path';

/** Where this installation keeps its state: `.touchline/`, or TOUCHLINE_HOME. */
export interface Home {
  readonly root: string;
  readonly postgres: string;
  readonly temporalDb: string;
  readonly logs: string;
  /** Processes, ports and secrets of the embedded parts, one JSON file each. */
  readonly state: string;
}

export function homeAt(root: string): Home {
  const absolute = path.resolve(root);
  return {
    root: absolute,
    postgres: path.join(absolute, 'postgres'),
    temporalDb: path.join(absolute, 'temporal.db'),
    logs: path.join(absolute, 'logs'),
    state: path.join(absolute, 'state'),
  };
}
