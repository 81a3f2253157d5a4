import type { QueryOperation, QueryParams } from '../../../stand-in.ts';
import { invalidInput, noSuchEntity } from '../errors.ts';
import { policyText } from '../input.ts';
import { PAGING, page } from '../page.ts';
import { type SimulatedPolicy, simulate, simulationXml } from '../simulation.ts';

/**
 * What the policies of a user, group or role say to actions on resources, in a context that the caller gives. Trust policies and policies of
 * resources have no part in it.
 */
export const simulatePrincipalPolicy: QueryOperation = {
  name: 'SimulatePrincipalPolicy',
  parameters: ['PolicySourceArn', 'ActionNames', 'ResourceArns', 'PolicyInputList', 'ContextEntries', ...PAGING],
  resource: (_call, params) => params.get('PolicySourceArn') ?? '*',
  run(call, params) {
    const sourceArn = params.need('PolicySourceArn');
    const own = sourceArn.split(':')[4] === call.caller.accountId;
    const policies = own ? call.standIn.identity.policiesOf(sourceArn) : undefined;
    if (!policies) throw noSuchEntity(`The principal ${sourceArn} cannot be found.`);
    const all = [...policies, ...policyInputs(params)];
    const context = contextOf(params);
    const questions = questionsOf(params);
    const { member, rest } = page(
      params,
      questions,
      ({ order }) => order,
      ({ action, resource }) =>
        simulationXml({ action, resource, context }, simulate(all, { action, resource, context })),
    );
    return { EvaluationResults: { member }, ...rest };
  },
};

/** Every action with every resource, in the order of the call. */
function questionsOf(params: QueryParams) {
  const actions = params.list('ActionNames.member');
  if (actions.length === 0) throw invalidInput('ActionNames must name at least one action.');
  const wrong = actions.find((action) => !/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(action));
  if (wrong !== undefined) throw invalidInput(`Invalid Input Action: '${wrong}'.`);
  const given = params.list('ResourceArns.member');
  const resources = given.length === 0 ? ['*'] : given;
  return actions
    .flatMap((action) => resources.map((resource) => ({ action, resource })))
    .map((question, index) => ({ ...question, order: String(index).padStart(6, '0') }));
}

const policyInputs = (params: QueryParams): SimulatedPolicy[] =>
  params.list('PolicyInputList.member').map((text, index) => ({
    id: `PolicyInputList.${index + 1}`,
    type: 'none',
    document: policyText(text, 'permissions'),
  }));

/** `ContextEntries.member.N.ContextKeyName`, `.ContextKeyValues.member.M`. */
function contextOf(params: QueryParams): Record<string, string[]> {
  const entries = params.records('ContextEntries.member').map((entry): [string, string[]] => {
    const values = Object.entries(entry).filter(([name]) => name.startsWith('ContextKeyValues.member.'));
    return [entry.ContextKeyName ?? '', values.map(([, value]) => value)];
  });
  if (entries.some(([name]) => name === '')) throw invalidInput('A context entry needs a ContextKeyName.');
  return Object.fromEntries(entries);
}
