import type { Deployment, Target } from '@thingdock/api';
import type { ActionRow, TargetRow } from './tables.ts';
import type { Counts } from './transition.ts';

/** A deployment as the API shows it. */
export function toDeployment(action: ActionRow, counts: Counts, connectionName: string): Deployment {
  const { asset_type: type, asset_id: id, asset_name: name, version, schedule, starts_at: startsAt } = action;
  return {
    ...{ id: action.id, projectId: action.project_id, kind: action.kind },
    ...{ connectionId: action.connection_id, connectionName },
    asset: type !== null && id !== null ? { type, id, name: name ?? '', version } : null,
    variables: action.variable_names,
    ...{ summary: action.summary, counts: shownCounts(action, counts) },
    rollout: action.rollout && {
      ...action.rollout,
      ...{ state: action.rollout_state, sizes: action.phase_sizes, why: action.rollout_why },
      phase: action.rollout_state === 'waiting' ? 0 : action.phase,
      nextPhaseAt: nextPhaseAt(action),
    },
    schedule: schedule && startsAt && { ...schedule, startsAt: startsAt.toISOString() },
    limits: { silenceSeconds: action.silence_seconds, absenceSeconds: action.absence_seconds, retries: action.retries },
    rollsBack: action.rolls_back,
    requestedBy: action.requested_by,
    ...{ createdAt: action.created_at.toISOString(), updatedAt: action.updated_at.toISOString() },
  };
}

const shownCounts = (action: ActionRow, counts: Counts): Counts => action.counts ?? counts;

function nextPhaseAt({ phase_ended_at: ended, rollout }: ActionRow): string | null {
  if (!ended) return null;
  return new Date(ended.getTime() + (rollout?.waitSeconds ?? 0) * 1_000).toISOString();
}

/** A target as the API shows it: of one that was not begun, why not. */
export function toTarget(row: TargetRow, action: ActionRow): Target {
  const why = row.waits_for === 'start' ? whyNotBegun(row, action) : undefined;
  return {
    ...{ device: row.thing_name, state: row.state, message: why?.message ?? row.message },
    waitsFor: why?.waitsFor ?? (row.waits_for === 'start' ? null : row.waits_for),
    ...{ phase: row.phase, attempt: row.attempt, overriddenBy: row.overridden_by },
    requestedAt: row.requested_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    deadlineAt: row.deadline_at?.toISOString() ?? null,
  };
}

type Why = { waitsFor: NonNullable<Target['waitsFor']>; message: string };

function whyNotBegun({ phase }: TargetRow, action: ActionRow): Why {
  const { rollout_state: state, rollout_why: why, phase_sizes: sizes } = action;
  if (state === 'waiting') {
    const { at, timeZone } = action.schedule ?? { at: '', timeZone: '' };
    return { waitsFor: 'scheduled', message: `It starts at ${at.replace('T', ' ')} (${timeZone}).` };
  }
  if (state === 'paused' || state === 'halted')
    return { waitsFor: 'paused', message: `The rollout is ${state}. ${why ?? ''}`.trim() };
  if (phase > action.phase)
    return {
      waitsFor: 'later_phase',
      message: `Phase ${phase} of ${sizes.length} has not begun; phase ${action.phase} runs.`,
    };
  return { waitsFor: 'quota', message: 'It waits for its turn: AWS takes only so many messages a second.' };
}
