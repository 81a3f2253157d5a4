import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decide, decideAtResource, decideTrust, trusts } from '../src/identity/evaluate.ts';
import { readPolicy, type Statement } from '../src/identity/policy-document.ts';
import type { Decision } from '../src/stand-in.ts';

const statements = (...list: object[]): Statement[] => {
  const reading = readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: list }), 'permissions');
  assert.ok('statements' in reading, JSON.stringify(reading));
  return reading.statements;
};

const ask = (list: Statement[], action: string, resource: string, context: Record<string, string> = {}) =>
  decide(list, { action, resource, context });

type Raw = {
  Effect: 'Allow' | 'Deny';
  action: [key: 'Action' | 'NotAction', words: string[]];
  resource: [key: 'Resource' | 'NotResource', words: string[]];
  condition: [operator: 'StringEquals' | 'StringNotEquals' | 'StringEqualsIfExists', value: string] | undefined;
};

/** The rules of IAM word by word, on statements whose patterns are whole words or `*`, and with at most one condition. */
function naive(list: Raw[], action: string, resource: string, account: string | undefined) {
  const covers = (key: string, words: string[], word: string) => {
    const listed = words.includes('*') || words.includes(word);
    return key.startsWith('Not') ? !listed : listed;
  };
  const holds = ({ condition: [operator, value] = ['StringEqualsIfExists', ''], condition }: Raw) => {
    if (condition === undefined) return true;
    if (account === undefined) return operator !== 'StringEquals';
    return operator === 'StringNotEquals' ? account !== value : account === value;
  };
  const hits = list.filter((one) => covers(...one.action, action) && covers(...one.resource, resource) && holds(one));
  if (hits.some(({ Effect }) => Effect === 'Deny')) return 'explicit_deny';
  return hits.some(({ Effect }) => Effect === 'Allow') ? 'allow' : 'implicit_deny';
}

const document = ({ Effect, action, resource, condition }: Raw) => ({
  Effect,
  [action[0]]: action[1],
  [resource[0]]: resource[1],
  ...(condition && { Condition: { [condition[0]]: { 'aws:SourceAccount': condition[1] } } }),
});

const action = fc.constantFrom('iot:a', 'iot:b', 'sns:a');
const resource = fc.constantFrom('arn:aws:x:::a', 'arn:aws:x:::b', '*');
const account = fc.constantFrom('1', '2');
const some = (one: fc.Arbitrary<string>) => fc.array(fc.oneof(one, fc.constant('*')), { minLength: 1, maxLength: 3 });
const operator = fc.constantFrom('StringEquals' as const, 'StringNotEquals' as const, 'StringEqualsIfExists' as const);
const statement: fc.Arbitrary<Raw> = fc.record({
  Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
  action: fc.tuple(fc.constantFrom('Action' as const, 'NotAction' as const), some(action)),
  resource: fc.tuple(fc.constantFrom('Resource' as const, 'NotResource' as const), some(resource)),
  condition: fc.option(fc.tuple(operator, account), { nil: undefined }),
});
const statementList = fc.array(statement, { minLength: 1, maxLength: 5 });

describe('the policy evaluator', () => {
  it('decides as the rules of IAM say, for any mix of Allow, Deny, Not and conditions', () => {
    const asked = fc.record({ action, resource, account: fc.option(account, { nil: undefined }) });
    fc.assert(
      fc.property(statementList, asked, (raw, { action: what, resource: where, account: from }) => {
        const context: Record<string, string> = from === undefined ? {} : { 'aws:SourceAccount': from };
        assert.equal(ask(statements(...raw.map(document)), what, where, context), naive(raw, what, where, from));
      }),
      { numRuns: 4000 },
    );
  });

  it('never allows more with a statement that denies, nor less with one that allows', () => {
    const order = ['explicit_deny', 'implicit_deny', 'allow'];
    fc.assert(
      fc.property(statementList, statement, action, resource, (raw, more, what, where) => {
        const before = order.indexOf(ask(statements(...raw.map(document)), what, where));
        const after = order.indexOf(ask(statements(...[...raw, more].map(document)), what, where));
        assert.ok(more.Effect === 'Deny' ? after <= before : after >= before);
      }),
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

describe('a policy of a resource', () => {
  const OWNER = '111111111111';
  const arn = (account: string, name: string) => `arn:aws:iam::${account}:user/${name}`;
  const RESOURCE = 'arn:aws:sns:eu-west-1:111111111111:t';
  const resourcePolicy = (...list: object[]) => {
    const whole = list.map((one) => ({ Effect: 'Allow', Action: 'sns:Publish', Resource: RESOURCE, ...one }));
    const reading = readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: whole }), 'resource');
    assert.ok('statements' in reading, JSON.stringify(reading));
    return reading.statements;
  };
  const question = (account: string, identity: Decision) => ({
    ...{ action: 'sns:Publish', resource: RESOURCE, context: {}, ownerId: OWNER, identity },
    caller: { accountId: account, arn: arn(account, 'u') },
  });
  const table: [name: string, statement: object, account: string, decisions: [Decision, Decision]][] = [
    ['that names the caller, in its own account', { AWS: arn(OWNER, 'u') }, OWNER, ['allow', 'allow']],
    ['that names everybody', { AWS: '*' }, OWNER, ['allow', 'allow']],
    ['that names the account only', { AWS: OWNER }, OWNER, ['implicit_deny', 'allow']],
    ['that names somebody else', { AWS: arn(OWNER, 'other') }, OWNER, ['implicit_deny', 'allow']],
    ['that names the caller of another account', { AWS: arn('2', 'u') }, '2', ['implicit_deny', 'allow']],
    ['that names the root of another account', { AWS: 'arn:aws:iam::2:root' }, '2', ['implicit_deny', 'allow']],
    ['that names nobody of the other account', { AWS: OWNER }, '2', ['implicit_deny', 'implicit_deny']],
  ];
  for (const [name, Principal, account, [silent, allowed]] of table) {
    it(`${name}: ${silent} when the caller's own policies are silent, ${allowed} when they allow`, () => {
      const list = resourcePolicy({ Principal });
      assert.equal(decideAtResource(list, question(account, 'implicit_deny')), silent);
      assert.equal(decideAtResource(list, question(account, 'allow')), allowed);
      assert.equal(decideAtResource(list, question(account, 'explicit_deny')), 'explicit_deny');
    });
  }

  it('that denies beats everything', () => {
    const list = resourcePolicy({ Principal: '*' }, { Effect: 'Deny', Principal: { AWS: OWNER } });
    assert.equal(decideAtResource(list, question(OWNER, 'allow')), 'explicit_deny');
    assert.equal(decideAtResource(list, question('2', 'allow')), 'allow');
  });

  it('of a role lets nobody in whom it does not name', () => {
    const list = resourcePolicy({ Principal: { Service: 'iot.amazonaws.com' } });
    assert.equal(decideAtResource(list, question(OWNER, 'allow')), 'allow');
    assert.equal(decideTrust(list, question(OWNER, 'allow')), 'implicit_deny');
  });
});
