import type { Check, CheckKey, Fault, Inspection } from '@thingdock/api';
import { type Aws, isAwsFailure, partitionOf } from '../../aws/index.ts';
import type { Secret } from '../../platform/crypto/secret.ts';
import type { Context } from '../context.ts';
import type { SeesProject } from '../create/reserve.ts';
import type { Place } from '../tables.ts';
import { checkAccount } from './account.ts';
import {
  type CheckStep,
  type Facts,
  fromFailure,
  type Result,
  type RoleDoubt,
  type Subject,
  type Tools,
} from './check.ts';
import { checkClock } from './clock.ts';
import { checkDuplicate } from './duplicate.ts';
import { checkEndpoint } from './endpoint.ts';
import { checkInstallerKey } from './installer-key.ts';
import { checkKey } from './key.ts';
import { checkPassRole } from './pass-role.ts';
import { userPermission } from './permissions.ts';
import { checkPublicUrl } from './public-url.ts';
import { checkRegion } from './region.ts';
import { checkRoleExcess } from './role-excess.ts';
import { checkRoleExists } from './role-exists.ts';
import { checkRolePermissions } from './role-permissions.ts';
import { checkRoleTrust } from './role-trust.ts';
import { checkUserPermissions } from './user-permissions.ts';

/** In the order in which they are made and shown; each needs some of those before it. */
const CHECKS: readonly CheckStep[] = [
  checkKey,
  checkClock,
  checkAccount,
  checkRegion,
  checkEndpoint,
  checkDuplicate,
  checkRoleExists,
  checkRoleTrust,
  checkRolePermissions,
  checkRoleExcess,
  checkUserPermissions,
  checkPassRole,
  checkInstallerKey,
  checkPublicUrl,
];

/** What the checks established, when enough of them passed to go on. */
export type Established = {
  place: Place;
  userArn: string;
  /** The account's host for devices and device data. */
  endpoint: string;
  doubts: readonly RoleDoubt[];
};

export type Inspected = {
  inspection: Inspection;
  /** With which a creation is refused: of the first check that failed, or of AWS's silence when too little is known. */
  fault: Fault | undefined;
  established: Established | undefined;
  /** What AWS did not answer just now. Nothing is known about it, so nothing may be concluded from it. */
  unanswered: readonly Fault[];
};

export type InspectInput = {
  subject: Subject;
  secretAccessKey: Secret;
  sees: SeesProject;
  signal?: AbortSignal;
  /** Ends at the first check that fails, and leaves to the attempt that follows what that reads anyway. */
  hurried?: boolean;
  /** Makes these checks and no others. */
  only?: readonly CheckKey[];
};

type Deps = Pick<Context, 'connectAws' | 'database' | 'prefix' | 'local' | 'publicUrl' | 'clock' | 'timing'>;

/**
 * Checks what a connection needs, by reading only. A refusal that AWS may take back once a change has spread is asked for
 * once more before it is believed. Throws only what is unforeseen, and the signal's reason.
 */
export async function inspectConnection(deps: Deps, input: InspectInput): Promise<Inspected> {
  const { clock, timing } = deps;
  const { subject, signal, sees, hurried = false, only } = input;
  const steps = only ? CHECKS.filter(({ key }) => only.includes(key)) : CHECKS;
  const client = connect(deps, input);
  const tools: Tools = { ...deps, aws: signal ? client.under(signal) : client, sees, hurried };
  try {
    const first = await runChecks(tools, subject, steps);
    if (!first.results.some(({ result }) => result.spreading)) return summarize(subject, first);
    await clock.sleep(timing.checkAgainMs, signal);
    return summarize(subject, await runChecks(tools, subject, steps));
  } finally {
    client.close();
  }
}

/** Any region will do to learn whose a key is. */
const SOME_REGION = 'us-east-1';

function connect({ connectAws }: Deps, { subject, secretAccessKey }: InspectInput): Aws {
  const { accessKeyId, region = SOME_REGION, endpoint } = subject;
  const credentials = { accessKeyId, secretAccessKey };
  const own = endpoint?.ofAccount ? { iotDataHost: endpoint.host } : {};
  return connectAws({ credentials, partition: partitionOf(region), region, ...own });
}

type Checked = { step: CheckStep; result: Result };
type Outcome = { results: readonly Checked[]; facts: Facts };

async function runChecks(tools: Tools, subject: Subject, steps: readonly CheckStep[]): Promise<Outcome> {
  const results: Checked[] = [];
  let facts: Facts = {};
  for (const step of steps) {
    const result = await runCheck(step, tools, subject, facts);
    results.push({ step, result });
    facts = { ...facts, ...result.facts };
    if (tools.hurried && result.state === 'failed') break;
  }
  return { results, facts };
}

async function runCheck(step: CheckStep, tools: Tools, subject: Subject, facts: Facts): Promise<Result> {
  try {
    return await step.run(tools, subject, facts);
  } catch (error) {
    if (!isAwsFailure(error)) throw error;
    const { place, identity } = facts;
    return fromFailure(error, (action) =>
      place && identity
        ? userPermission({ place, identity, prefix: tools.prefix, role: subject.role }, action)
        : undefined,
    );
  }
}

function summarize({ accessKeyId: _key, ...subject }: Subject, { results, facts }: Outcome): Inspected {
  const { place, identity, endpoint, doubts = [] } = facts;
  const unanswered = results.flatMap(({ result }) => result.unanswered ?? []);
  const established =
    place && identity && endpoint ? { place, userArn: identity.userArn, endpoint, doubts } : undefined;
  const refusal = results.find(({ result }) => result.state === 'failed')?.result.fault;
  return {
    established,
    unanswered,
    fault: refusal ?? (established ? undefined : unanswered[0]),
    inspection: {
      ok: !results.some(({ result }) => result.state === 'failed'),
      accountId: identity?.accountId ?? null,
      partition: identity?.partition ?? null,
      region: subject.region ?? null,
      endpoint: endpoint ?? null,
      userArn: identity?.userArn ?? null,
      checks: results.map(describe),
    },
  };
}

function describe({ step: { key, title }, result }: Checked): Check {
  const { state, expected = null, found = null, fix = null, fault, missing = [] } = result;
  const error = fault ? { field: fault.errors[0]?.field ?? null, code: fault.code } : null;
  return { key, title, state, expected, found, fix, error, missing: [...missing] };
}
