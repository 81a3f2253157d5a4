import type { FieldError } from '@thingdock/api';

/**
 * What can go wrong on this side of the wire. The server's own errors are in the table of `@thingdock/api`; no code is
 * in both. `{name}` is filled from the details.
 */
export const FAILURES = {
  usage: '{what}',
  server_unreachable:
    '{url} does not answer ({reason}). Start the server, or name another address with --url or THINGDOCK_URL.',
  server_silent: 'The server did not answer within {seconds} seconds. Look at its log, or try again.',
  foreign_answer: '{reason} Is {url} really a Thingdock server?',
  file_unreadable: 'The file {path} cannot be read: {reason}.',
  file_unwritable: '{path} cannot be written: {reason}.',
  folder_not_empty: 'The folder {path} is not empty. Name a new or an empty folder, so that nothing is overwritten.',
  project_unclear: '{what}',
  filter_unknown: 'There is no saved filter "{name}". {known}',
  operation_failed: '{what}',
  deployment_failed: 'Not every device has it: {counts}. "thingdock deployments show {id}" names the reason of each.',
  wait_timed_out: '{what} was not finished after {seconds} seconds and goes on without you. See "{command}".',
  not_confirmed: 'Nothing was changed.',
  connection_broken: 'The connection is broken; the findings above say why.',
  checks_failed: '{what}',
  import_incomplete: '{what}',
  version_unknown: 'There is no version {number} of {name}. "thingdock files show ID" lists those that there are.',
  upload_stopped: '{reason} {received} of {size} bytes have arrived. Go on with --resume {id}.',
  upload_differs:
    'What arrived is not what {path} holds: it changed meanwhile, or the upload that was resumed is of another file. Upload it anew.',
  download_differs: 'What arrived is not version {number} as it was uploaded. Nothing was written; try again.',
  node_red_unreachable: '{url} does not answer ({reason}). Is Node-RED running, and its editor at this address?',
  node_red_refused: '{what}',
  interrupted: 'Interrupted. What the server has begun goes on.',
  unexpected: 'thingdock failed unexpectedly: {reason}',
} as const satisfies Record<string, string>;

export type FailureCode = keyof typeof FAILURES;

export type FailureOptions = {
  details?: Readonly<Record<string, unknown>>;
  errors?: readonly FieldError[];
  /** The code of an error of the server that this failure passes on; instead of its own. */
  code?: string;
  /** Further members of the problem that `--json` prints. */
  members?: Readonly<Record<string, unknown>>;
  cause?: unknown;
};

/** A failure of this side. `usage` ends the program with 2, every other code with 1. */
export class Failure extends Error {
  readonly code: string;
  readonly errors: readonly FieldError[];
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: FailureCode, options: FailureOptions = {}) {
    super(
      fill(FAILURES[code], options.details ?? {}),
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'Failure';
    this.code = options.code ?? code;
    this.errors = options.errors ?? [];
    this.members = options.members ?? {};
  }
}

/** A command line that cannot be understood. `what` is a sentence that ends with the way out. */
export const usage = (what: string): Failure => new Failure('usage', { details: { what } });

function fill(text: string, details: Readonly<Record<string, unknown>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (name in details ? String(details[name]) : whole));
}
