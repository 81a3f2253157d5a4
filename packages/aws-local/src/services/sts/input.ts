import { AwsError, type Caller, type QueryParams, type Role } from '../../stand-in.ts';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const SHORTEST = 900;
const LONGEST = 43_200;
const DEFAULT = 3600;
const LONGEST_BY_CHAINING = 3600;

export function sessionName(params: QueryParams): string {
  const name = params.need('RoleSessionName');
  if (!/^[\w+=,.@-]{2,64}$/.test(name))
    throw unfit(name, 'roleSessionName', 'satisfy regular expression pattern: [\\w+=,.@-]*');
  return name;
}

/** How many seconds the session lasts. A role that takes on another one gets an hour at most. */
export function sessionLength(params: QueryParams, role: Role, caller: Caller): number {
  const given = params.get('DurationSeconds');
  const seconds = Number(given ?? DEFAULT);
  if (!Number.isInteger(seconds)) throw unfit(given ?? '', 'durationSeconds', 'be a whole number');
  if (seconds < SHORTEST)
    throw unfit(String(seconds), 'durationSeconds', `have value greater than or equal to ${SHORTEST}`);
  if (seconds > LONGEST) throw unfit(String(seconds), 'durationSeconds', `have value less than or equal to ${LONGEST}`);
  if (caller.roleArn !== undefined && seconds > LONGEST_BY_CHAINING) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > role.maxSessionDuration) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  return seconds;
}

const validationError = (message: string) => new AwsError('ValidationError', 400, message);

const unfit = (value: string, parameter: string, constraint: string) =>
  validationError(
    `1 validation error detected: Value '${value}' at '${parameter}' failed to satisfy constraint: Member must ${constraint}`,
  );
