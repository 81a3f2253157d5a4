import type { Device } from '@thingdock/api';
import classes from './flow-cell.module.css';

const WORDS = { running: 'running', stopped: 'stopped', error: 'error' } as const;

/** The flow on a device, its version, and whether it runs. */
export function FlowCell({ flow }: { flow: Device['flow'] }) {
  if (!flow) return <span className="dim">–</span>;
  return (
    <span className={classes.flow}>
      <span>{flow.name}</span>
      <span className={classes.version}>v{flow.version}</span>
      {flow.state && (
        <span className={classes.runs} data-state={flow.state}>
          {WORDS[flow.state]}
        </span>
      )}
    </span>
  );
}
