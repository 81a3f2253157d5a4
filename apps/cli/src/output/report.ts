import { ApiError, type FieldError, UnexpectedAnswer } from '@thingdock/api';
import { Failure } from '../failures.ts';
import { printable } from './table.ts';

/** A failure ready to be shown: the problem that `--json` prints, the lines for people, the exit code. */
export type Report = { problem: Record<string, unknown>; lines: readonly string[]; exitCode: 1 | 2 };

/** What to do about an error of the server, in terms of this program. */
const HINTS: Readonly<Record<string, string>> = {
  sign_in_required:
    'Set THINGDOCK_TOKEN, or pass --token. "thingdock setup" makes the first one, "thingdock tokens create" more.',
  token_invalid: 'Check THINGDOCK_TOKEN and --token; --url and THINGDOCK_URL name the server that the token is for.',
  connection_in_progress: '"thingdock connections list" shows it once it is active.',
  device_unknown: '"thingdock devices sync --connection ID" reads the things of the account anew.',
  usage: '"--help" after any command shows how it is used.',
};

/** Turns whatever was thrown into a report. Errors of the server keep their problem as it was. */
export function report(error: unknown): Report {
  if (error instanceof ApiError) return apiReport(error);
  if (error instanceof Failure) {
    const { code, message, errors, members } = error;
    return {
      problem: { ...problem(code, message, errors), ...members },
      lines: lines(code, message, errors),
      exitCode: code === 'usage' ? 2 : 1,
    };
  }
  return unexpected(error);
}

/** An error of this side in the form of the server's problem details; it has no status, since no answer came. */
export function problem(code: string, detail: string, errors: readonly FieldError[]): Record<string, unknown> {
  return { type: 'about:blank', title: code.replaceAll('_', ' '), code, detail, errors };
}

function apiReport(error: ApiError): Report {
  const { code, message, errors, status, requestId } = error;
  return {
    problem: { ...problem(code, message, errors), status, requestId },
    lines: [...lines(code, message, errors), `Request: ${printable(requestId)}`],
    exitCode: 1,
  };
}

function unexpected(error: unknown): Report {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof UnexpectedAnswer)
    return report(new Failure('foreign_answer', { details: { reason, url: error.url } }));
  const failure = new Failure('unexpected', { details: { reason } });
  const stack = error instanceof Error && error.stack ? error.stack.split('\n').slice(1) : [];
  return {
    problem: problem(failure.code, failure.message, []),
    lines: [...lines(failure.code, failure.message, []), ...stack],
    exitCode: 1,
  };
}

function lines(code: string, detail: string, errors: readonly FieldError[]): string[] {
  const hint = HINTS[code];
  return [
    `Error: ${printable(detail)}`,
    // An error that is about one field alone has said it above; then the field's name is all that is missing.
    ...errors.map((each) =>
      each.detail === detail
        ? `  ${printable(each.field)}`
        : `  ${printable(each.field)}: ${printable(each.detail)} (${printable(each.code)})`,
    ),
    ...(hint ? [hint] : []),
    `Code: ${printable(code)}`,
  ];
}
