import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as iam from '@aws-sdk/client-iam';
import { clients, REGION, startTestAws } from './aws-fixture.ts';
import { allow, awsManaged, named, newUser, policy } from './identity-fixture.ts';

describe('SimulatePrincipalPolicy', () => {
  it('tells for each action and resource what the policies of a principal say, and which of them', async (t) => {
    const aws = await startTestAws(t);
    const { iam: admin } = clients(aws);
    const [open, secret] = ['open', 'secret'].map((name) => `arn:aws:sns:${REGION}:${aws.accountId}:${name}`);
    assert.ok(open && secret);
    const inline = policy({ Effect: 'Deny', Action: 'sns:Publish', Resource: secret });
    const { arn } = await newUser(aws, 'u', { inline, attached: [awsManaged('AmazonSNSFullAccess')] });
    const { EvaluationResults = [] } = await admin.send(
      new iam.SimulatePrincipalPolicyCommand({
        PolicySourceArn: arn,
        ActionNames: ['sns:Publish', 'iot:Publish'],
        ResourceArns: [open, secret],
      }),
    );
    const source = (one: iam.EvaluationResult) => one.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId);
    assert.deepEqual(
      EvaluationResults.map((one) => [one.EvalActionName, one.EvalResourceName, one.EvalDecision, source(one)]),
      [
        ['sns:Publish', open, 'allowed', ['AmazonSNSFullAccess']],
        ['sns:Publish', secret, 'explicitDeny', ['user_u_inline']],
        ['iot:Publish', open, 'implicitDeny', []],
        ['iot:Publish', secret, 'implicitDeny', []],
      ],
    );
  });

  it('takes conditions into account, and says which keys it would have needed', async (t) => {
    const aws = await startTestAws(t);
    const { iam: admin } = clients(aws);
    const Condition = { StringEquals: { 'iam:PassedToService': 'iot.amazonaws.com' } };
    const { arn } = await newUser(aws, 'u', { inline: allow('iam:PassRole', aws.roleArn, { Condition }) });
    const ask = async (ContextEntries?: iam.ContextEntry[]) => {
      const question = { PolicySourceArn: arn, ActionNames: ['iam:PassRole'], ResourceArns: [aws.roleArn] };
      const input = new iam.SimulatePrincipalPolicyCommand({ ...question, ContextEntries });
      const [one] = (await admin.send(input)).EvaluationResults ?? [];
      return [one?.EvalDecision, one?.MissingContextValues ?? []];
    };
    const entry = (value: string): iam.ContextEntry[] => [
      { ContextKeyName: 'iam:PassedToService', ContextKeyValues: [value], ContextKeyType: 'string' },
    ];
    assert.deepEqual(await ask(), ['implicitDeny', ['iam:PassedToService']]);
    assert.deepEqual(await ask(entry('iot.amazonaws.com')), ['allowed', []]);
    assert.deepEqual(await ask(entry('ec2.amazonaws.com')), ['implicitDeny', []]);
  });

  it('asks roles, groups and policies that do not exist yet, and is itself a permission', async (t) => {
    const aws = await startTestAws(t);
    const { iam: admin } = clients(aws);
    const simulate = (PolicySourceArn: string, more = {}, client = admin) =>
      client.send(
        new iam.SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['iot:ListThings'], ...more }),
      );
    const decisions = async (arn: string, more = {}) =>
      (await simulate(arn, more)).EvaluationResults?.map(({ EvalDecision }) => EvalDecision);
    assert.deepEqual(await decisions(aws.roleArn), ['implicitDeny']);
    assert.deepEqual(await decisions(aws.roleArn, { PolicyInputList: [allow('iot:*')] }), ['allowed']);
    await admin.send(new iam.CreateGroupCommand({ GroupName: 'g' }));
    const group = `arn:aws:iam::${aws.accountId}:group/g`;
    assert.deepEqual(await decisions(group), ['implicitDeny']);
    await assert.rejects(simulate(`${group}x`), named('NoSuchEntityException'));
    await assert.rejects(simulate(group, { ActionNames: ['ListThings'] }), named('InvalidInputException'));
    const { iam: other } = await newUser(aws, 'u');
    await assert.rejects(simulate(aws.roleArn, {}, other), /iam:SimulatePrincipalPolicy on resource: .*role/);
  });
});
