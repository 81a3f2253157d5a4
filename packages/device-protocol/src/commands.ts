import { type FlowIdentity, parseFlowIdentity } from './flow-identity.ts';
import { isObject, isText, type JsonObject, type Parsed, parsed, parseObject, problem } from './json.ts';

/** A command of the cloud on `msg/command`. Cancelling a flow deployment is the only one there is. */
export type DeviceCommand = { op: 'deployCancel'; id: string | number; body: FlowIdentity };

/** What became of a command; travels as a `command/response` request. */
export type CommandResult = {
  op: string;
  id: string | number;
  body: FlowIdentity & { result: 'canceled' | 'cancelFail'; message?: string };
};

/** Cloud: the payload of a command. */
export function encodeCommand({ op, id, body }: DeviceCommand): string {
  return JSON.stringify({ cmd: { type: 'req', op, id, body } });
}

/** Device: reads a command. */
export function parseCommand(payload: string | Uint8Array): Parsed<DeviceCommand> {
  const outer = parseObject(payload);
  if (!outer.ok) return outer;
  const { cmd } = outer.value;
  if (!isObject(cmd) || cmd.type !== 'req') return problem('not a command request');
  if (cmd.op !== 'deployCancel') return problem(`unknown command ${JSON.stringify(cmd.op)}`);
  if (!isCommandId(cmd.id) || !isObject(cmd.body)) return problem('a command needs id and body');
  const body = parseFlowIdentity(cmd.body);
  return body.ok ? parsed({ op: cmd.op, id: cmd.id, body: body.value }) : body;
}

/** Device: the body of the `command/response` request. */
export function commandResponseBody({ op, id, body }: CommandResult): JsonObject {
  return { cmd: { type: 'res', op, id, body } };
}

/** Cloud: reads the body of a `command/response` request. */
export function parseCommandResult(raw: JsonObject): Parsed<CommandResult> {
  const { cmd } = raw;
  if (!isObject(cmd) || cmd.type !== 'res') return problem('not a command response');
  if (!isText(cmd.op) || !isCommandId(cmd.id) || !isObject(cmd.body))
    return problem('a command response needs op, id and body');
  const { result, message } = cmd.body;
  const identity = parseFlowIdentity(cmd.body);
  if (!identity.ok) return identity;
  if (result !== 'canceled' && result !== 'cancelFail') return problem(`unknown result ${JSON.stringify(result)}`);
  const body: CommandResult['body'] = { ...identity.value, result, ...(isText(message) ? { message } : {}) };
  return parsed({ op: cmd.op, id: cmd.id, body });
}

function isCommandId(id: unknown): id is string | number {
  return typeof id === 'number' || isText(id);
}
