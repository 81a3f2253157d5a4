import {
  CONTROL_TOPICS,
  type CommandResult,
  commandResponseBody,
  parseCommand,
  STATE_PATHS,
} from '@thingdock/device-protocol';
import type { Acting } from './act.ts';

/** Takes a command. A flow can be cancelled while its deployment is stuck; everything else has ended or never began. */
export async function obeyCommand(payload: Uint8Array, { memory, requests, trees }: Acting): Promise<void> {
  const command = parseCommand(payload);
  if (!command.ok) return;
  const { op, id, body } = command.value;
  const isOpen = memory.stuck?.updateId === body.updateId && memory.stuck.assetId === body.assetId;
  const result: CommandResult['body'] = isOpen
    ? { ...body, result: 'canceled' }
    : { ...body, result: 'cancelFail', message: 'no such deployment is running' };
  await requests.send(CONTROL_TOPICS.commandResponse, commandResponseBody({ op, id, body: result }));
  if (!isOpen) return;
  delete memory.stuck;
  const state = { ...body, state: 'deployFail', ts: Date.now(), message: 'deploy cancel' };
  await trees.report([{ type: 'reported', op: 'set', path: STATE_PATHS.flow, state }]);
}
