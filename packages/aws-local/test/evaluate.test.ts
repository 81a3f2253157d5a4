import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decide, trusts } from '../src/identity/evaluate.ts';
import { readPolicy, type Statement } from '../src/identity/policy-document.ts';

const statements = (...list: object[]): Statement[] => {
  const reading = readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: list }), 'permissions');
  assert.ok('statements' in reading, JSON.stringify(reading));
  return reading.statements;
};

const ask = (list: Statement[], action: string, resource: string, context: Record<string, string> = {}) =>
  decide(list, { action, resource, context });

/** The rules of IAM word by word, on statements whose patterns are whole words or `*`. */
function naive(list: Statement[], action: string, resource: string) {
  const covers = (patterns: string[], not: boolean, word: string) =>
    patterns.some((pattern) => pattern === '*' || pattern === word) !== not;
  const hits = list.filter(
    ({ actions, resources }) =>
      covers(actions.patterns, actions.not, action) && resources && covers(resources.patterns, resources.not, resource),
  );
  if (hits.some(({ effect }) => effect === 'Deny')) return 'explicit_deny';
  return hits.some(({ effect }) => effect === 'Allow') ? 'allow' : 'implicit_deny';
}

describe('the policy evaluator', () => {
  const action = fc.constantFrom('iot:a', 'iot:b', 'sns:a');
  const resource = fc.constantFrom('arn:aws:x:::a', 'arn:aws:x:::b', '*');
  const some = (one: fc.Arbitrary<string>) => fc.array(fc.oneof(one, fc.constant('*')), { minLength: 1, maxLength: 3 });
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    action: fc.tuple(fc.constantFrom('Action', 'NotAction'), some(action)),
    resource: fc.tuple(fc.constantFrom('Resource', 'NotResource'), some(resource)),
  });

  it('decides as the rules of IAM say, for any mix of Allow, Deny and Not', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 5 }), action, resource, (raw, what, where) => {
        const list = statements(
          ...raw.map((one) => ({
            Effect: one.Effect,
            [one.action[0]]: one.action[1],
            [one.resource[0]]: one.resource[1],
          })),
        );
        assert.equal(ask(list, what, where), naive(list, what, where));
      }),
      { numRuns: 2000 },
    );
  });

  it('lets a deny beat any number of allows', () => {
    const list = statements(
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'sns:Publish', Resource: 'arn:aws:sns:*:*:secret' },
    );
    assert.equal(ask(list, 'sns:Publish', 'arn:aws:sns:eu-west-1:1:secret'), 'explicit_deny');
    assert.equal(ask(list, 'sns:Publish', 'arn:aws:sns:eu-west-1:1:open'), 'allow');
  });

  it('covers an action without a resource type only by a statement on *', () => {
    const list = statements({ Effect: 'Allow', Action: 'sns:Unsubscribe', Resource: 'arn:aws:sns:*:*:*' });
    assert.equal(ask(list, 'sns:Unsubscribe', '*'), 'implicit_deny');
    assert.equal(
      ask(statements({ Effect: 'Allow', Action: 'sns:Unsubscribe', Resource: '*' }), 'sns:Unsubscribe', '*'),
      'allow',
    );
  });

  it('compares actions without regard to case and resources with it', () => {
    const list = statements({
      Effect: 'Allow',
      Action: 'SNS:publish',
      Resource: 'arn:aws:sns:::Topic',
    });
    assert.equal(ask(list, 'sns:Publish', 'arn:aws:sns:::Topic'), 'allow');
    assert.equal(ask(list, 'sns:Publish', 'arn:aws:sns:::topic'), 'implicit_deny');
  });
});

describe('conditions', () => {
  const under = (Condition: object) => statements({ Effect: 'Allow', Action: '*', Resource: '*', Condition });
  const cases: [string, object, Record<string, string>, boolean][] = [
    [
      'StringEquals holds on the same text',
      { StringEquals: { 'iam:PassedToService': 'iot.amazonaws.com' } },
      { 'iam:PassedToService': 'iot.amazonaws.com' },
      true,
    ],
    [
      'StringEquals fails on another text',
      { StringEquals: { 'iam:PassedToService': 'iot.amazonaws.com' } },
      { 'iam:PassedToService': 'ec2.amazonaws.com' },
      false,
    ],
    ['StringEquals fails without the key', { StringEquals: { 'aws:SourceAccount': '1' } }, {}, false],
    ['StringEqualsIfExists passes without the key', { StringEqualsIfExists: { 'aws:SourceAccount': '1' } }, {}, true],
    ['StringNotEquals passes without the key', { StringNotEquals: { 'aws:SourceAccount': '1' } }, {}, true],
    ['key names have no case', { StringEquals: { 'AWS:sourceaccount': '1' } }, { 'aws:SourceAccount': '1' }, true],
    [
      'one of several values suffices',
      { StringEquals: { 'aws:SourceAccount': ['1', '2'] } },
      { 'aws:SourceAccount': '2' },
      true,
    ],
    [
      'ArnLike matches part by part',
      { ArnLike: { 'aws:SourceArn': 'arn:aws:iot:*:1:rule/enebular_*' } },
      { 'aws:SourceArn': 'arn:aws:iot:eu-west-1:1:rule/enebular_a' },
      true,
    ],
    [
      'a star in ArnLike stays in its part',
      { ArnLike: { 'aws:SourceArn': 'arn:*:rule/a' } },
      { 'aws:SourceArn': 'arn:aws:iot:eu-west-1:1:rule/a' },
      false,
    ],
    [
      'StringLike takes wildcards',
      { StringLike: { 'sns:Endpoint': 'https://here/*' } },
      { 'sns:Endpoint': 'https://here/x' },
      true,
    ],
    [
      'all conditions must hold',
      { StringEquals: { 'aws:SourceAccount': '1' }, StringLike: { 'aws:SourceArn': 'x*' } },
      { 'aws:SourceAccount': '1', 'aws:SourceArn': 'y' },
      false,
    ],
    ['Null asks for absence', { Null: { 'sts:ExternalId': 'true' } }, {}, true],
    ['Bool compares truth', { Bool: { 'aws:ViaAWSService': 'false' } }, { 'aws:ViaAWSService': 'false' }, true],
  ];
  for (const [name, condition, context, holds] of cases) {
    it(name, () => assert.equal(ask(under(condition), 'a:b', '*', context), holds ? 'allow' : 'implicit_deny'));
  }
});

describe('reading a policy', () => {
  const problemOf = (document: unknown, kind: 'permissions' | 'trust' = 'permissions') => {
    const reading = readPolicy(typeof document === 'string' ? document : JSON.stringify(document), kind);
    return 'problem' in reading ? reading.problem.kind : 'none';
  };
  const one = (statement: object) => ({ Version: '2012-10-17', Statement: statement });
  const allow = { Effect: 'Allow', Action: 'sns:Publish', Resource: '*' };

  it('takes what AWS takes', () => {
    assert.equal(problemOf(one(allow)), 'none');
    assert.equal(problemOf(one([allow, { ...allow, Sid: 'x' }])), 'none');
    assert.equal(
      problemOf(
        one({ Effect: 'Allow', Principal: { Service: 'iot.amazonaws.com' }, Action: 'sts:AssumeRole' }),
        'trust',
      ),
      'none',
    );
  });

  it('calls malformed what AWS refuses', () => {
    for (const bad of [
      'not json',
      '[]',
      one([]),
      { ...one(allow), Version: '2020-01-01' },
      one({ ...allow, Effect: 'allow' }),
    ]) {
      assert.equal(problemOf(bad), 'malformed', JSON.stringify(bad));
    }
    for (const wrong of [
      { ...allow, Action: 'Publish' },
      { ...allow, Resource: 'topic' },
      { ...allow, Principal: '*' },
      { ...allow, More: 1 },
    ]) {
      assert.equal(problemOf(one(wrong)), 'malformed', JSON.stringify(wrong));
    }
    const { Resource: _gone, ...noResource } = allow;
    assert.equal(problemOf(one(noResource)), 'malformed');
    assert.equal(problemOf(one({ Effect: 'Allow', Action: 'sts:AssumeRole' }), 'trust'), 'malformed');
  });

  it('does not take what it could not evaluate, instead of guessing', () => {
    assert.equal(
      problemOf(one({ ...allow, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })),
      'unsupported',
    );
    assert.equal(problemOf(one({ ...allow, Condition: { Bool: { 'aws:SecureTransport': 'true' } } })), 'unsupported');
    assert.equal(problemOf(one({ ...allow, Resource: `arn:aws:sns:::$\{aws:username}` })), 'unsupported');
  });
});

describe('trust policies', () => {
  const trust = (statement: object) => {
    const reading = readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), 'trust');
    assert.ok('statements' in reading);
    return reading.statements;
  };
  const iot = { Effect: 'Allow', Principal: { Service: 'iot.amazonaws.com' }, Action: 'sts:AssumeRole' };

  it('let in the service that they name, and no other', () => {
    assert.equal(trusts(trust(iot), 'iot.amazonaws.com', {}), true);
    assert.equal(trusts(trust(iot), 'lambda.amazonaws.com', {}), false);
    assert.equal(trusts(trust({ ...iot, Principal: { AWS: '*' } }), 'iot.amazonaws.com', {}), false);
  });

  it('heed the source account and the source rule', () => {
    const narrow = trust({
      ...iot,
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111111111111' },
        ArnLike: { 'aws:SourceArn': 'arn:aws:iot:*:111111111111:rule/enebular_*' },
      },
    });
    const from = (account: string, rule: string) =>
      trusts(narrow, 'iot.amazonaws.com', {
        'aws:SourceAccount': account,
        'aws:SourceArn': `arn:aws:iot:eu-west-1:${account}:rule/${rule}`,
      });
    assert.equal(from('111111111111', 'enebular_x'), true);
    assert.equal(from('111111111111', 'other'), false);
    assert.equal(from('222222222222', 'enebular_x'), false);
  });
});
