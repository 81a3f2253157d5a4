import { applies, coversAction, decide, type Question } from '../../identity/evaluate.ts';
import type { SourcePolicy } from '../../identity/policies-of.ts';
import { readPolicy, type Statement } from '../../identity/policy-document.ts';
import type { Decision, XmlValue } from '../../stand-in.ts';

/** What SimulatePrincipalPolicy finds out. `none`: a policy that came with the call. */
export type SimulatedPolicy = Omit<SourcePolicy, 'type'> & { type: SourcePolicy['type'] | 'none' };

export type Simulation = {
  decision: Decision;
  /** One entry per statement that applies, all of the same effect as the decision. */
  matched: Pick<SimulatedPolicy, 'id' | 'type'>[];
  /** Condition keys that statements on this action ask for and the context lacks. */
  missing: string[];
};

export function simulate(policies: readonly SimulatedPolicy[], question: Question): Simulation {
  const read = policies.map((policy) => ({ policy, statements: statementsOf(policy) }));
  const all = read.flatMap(({ statements }) => statements);
  const decision = decide(all, question);
  const effect = decision === 'explicit_deny' ? 'Deny' : 'Allow';
  const matched = read.flatMap(({ policy: { id, type }, statements }) =>
    statements
      .filter((statement) => statement.effect === effect && applies(statement, question))
      .map(() => ({ id, type })),
  );
  return { decision, matched, missing: missingKeys(all, question) };
}

function statementsOf({ document }: SimulatedPolicy): Statement[] {
  const reading = readPolicy(document, 'permissions');
  if ('problem' in reading) throw new Error(`A stored policy cannot be read: ${reading.problem.message}`);
  return reading.statements;
}

function missingKeys(statements: readonly Statement[], { action, context }: Question): string[] {
  const given = new Set(Object.keys(context).map((key) => key.toLowerCase()));
  const asked = statements
    .filter((statement) => coversAction(statement, action))
    .flatMap(({ conditions }) => conditions.map(({ key }) => key));
  return [...new Set(asked)].filter((key) => !given.has(key.toLowerCase())).sort();
}

const DECISIONS: Record<Decision, string> = {
  allow: 'allowed',
  implicit_deny: 'implicitDeny',
  explicit_deny: 'explicitDeny',
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html */
export function simulationXml({ action, resource }: Question, { decision, matched, missing }: Simulation): XmlValue {
  const MatchedStatements = { member: matched.map(({ id, type }) => ({ SourcePolicyId: id, SourcePolicyType: type })) };
  const MissingContextValues = { member: missing };
  const EvalDecision = DECISIONS[decision];
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision,
    MatchedStatements,
    MissingContextValues,
    ResourceSpecificResults: {
      member: [
        {
          EvalResourceName: resource,
          EvalResourceDecision: EvalDecision,
          MatchedStatements,
          MissingContextValues,
        },
      ],
    },
  };
}
