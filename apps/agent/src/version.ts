import { readFileSync } from 'node:fs';
import type { AgentInfo } from '@thingdock/device-protocol';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** What this agent calls itself on the wire. */
export const AGENT_INFO: AgentInfo = { type: 'thingdock-agent', v: String(version) };
