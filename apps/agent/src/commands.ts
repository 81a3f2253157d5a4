import {
  CONTROL_TOPICS,
  type CommandResult,
  commandResponseBody,
  type DeviceCommand,
  parseCommand,
} from '@thingdock/device-protocol';
import type { FlowPart } from './flow/part.ts';
import type { Messenger } from './messenger/messenger.ts';
import { reasonOf } from './platform/errors.ts';
import type { Log } from './platform/log.ts';

export type CommandsDeps = { flows: Pick<FlowPart, 'cancel'>; messenger: Pick<Messenger, 'request'>; log: Log };

/** Carries out the cloud's commands and answers each. */
export function createCommands({ flows, messenger, log }: CommandsDeps): (payload: Uint8Array) => void {
  async function obey({ op, id, body }: DeviceCommand): Promise<void> {
    const verdict = await flows.cancel(body);
    log.info('command.done', { op, id, ...verdict });
    const result: CommandResult = { op, id, body: { ...body, ...verdict } };
    await messenger.request(CONTROL_TOPICS.commandResponse, commandResponseBody(result));
  }

  return (payload) => {
    const command = parseCommand(payload);
    if (!command.ok) return log.warn('command.ignored', { problem: command.problem });
    obey(command.value).catch((error) => log.warn('command.not-answered', { reason: reasonOf(error) }));
  };
}
