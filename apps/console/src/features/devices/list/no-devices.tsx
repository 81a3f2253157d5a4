import type { Connection } from '@thingdock/api';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { Empty } from '../../../ui/empty.tsx';
import classes from './no-devices.module.css';

/** The next step where an account has no things: make one, and start its agent. */
export function NoDevices({ connections }: { connections: readonly Connection[] }) {
  const id = connections[0]?.id ?? 'CONNECTION';
  return (
    <Empty title="This account has no things yet">
      Register a thing in AWS IoT, and it appears here by itself. Or create one here, with its certificate, and start
      the agent on the device:
      <span className={classes.steps}>
        <CodeBlock
          what="the command that creates a thing"
          title="1. Create a thing"
          text={`thingdock things create my-gateway \\\n  --connection ${id} --out my-gateway`}
        />
        <CodeBlock
          what="the command that starts the agent"
          title="2. Start its agent, where Node-RED shall run"
          text="thingdock-agent --config my-gateway/config.json"
        />
      </span>
    </Empty>
  );
}
