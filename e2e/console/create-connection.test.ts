import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Fault, fieldFault } from '@thingdock/api';
import { sample } from '@thingdock/api/testing';
import type { Page } from 'playwright-core';
import { connectionHandlers, PROJECT } from './connection-contract.ts';
import { GOOD } from './connection-fields.ts';
import { ACCOUNT, INSPECTION, OPERATIONS, ROLE } from './connection-samples.ts';
import { type ContractConsole, startContractConsole } from './contract-console.ts';

describe('Create Connection, whatever the server answers', () => {
  let run: ContractConsole;
  let page: Page;

  before(async () => {
    run = await startContractConsole({});
    page = await run.open({ permissions: ['clipboard-read', 'clipboard-write'] });
  });
  beforeEach(() => {
    run.contract.handlers = connectionHandlers();
    run.contract.requests.length = 0;
  });
  after(() => run.stop());

  const at = (path: string) => page.goto(`${run.url}/p/${PROJECT}/${path}`);
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const fill = async (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) await field(name).fill(value);
  };
  const sent = (route: string) => run.contract.requests.filter((request) => request.route === route);

  describe('Test', () => {
    it('shows each check with expected, found, fix and a policy to copy, and the fault at its field', async () => {
      await at('connections/new');
      await fill(GOOD);
      await button('Test').click();
      await page.locator('[data-check="role_permissions"][data-state="failed"]').waitFor();
      await page.locator('[data-check="role_excess"][data-state="warned"]').waitFor();
      await page.locator('[data-check="user_permissions"][data-state="not_checkable"]').waitFor();
      await page.getByText('sns:Publish on both topics').waitFor();
      assert.equal(await field('IAM Role ARN').getAttribute('aria-invalid'), 'true');
      await button('Copy policy for the role').click();
      const copied = (await page.evaluate('navigator.clipboard.readText()')) as string;
      assert.deepEqual(JSON.parse(copied), {
        Version: '2012-10-17',
        Statement: INSPECTION.checks.flatMap(({ missing }) => missing.map(({ statement }) => statement)),
      });
      assert.equal(sent('connections.plan').length, 0, 'no plan while a check failed');
    });

    it('says that it is outdated as soon as a field is changed', async () => {
      await field('Connection Name').fill('Other');
      await page.getByText('Changed since this was tested').waitFor();
    });

    it('shows the plan, and asks before somebody else’s objects are replaced', async () => {
      run.contract.handlers['connections.inspect'] = () => ({ ...INSPECTION, ok: true, checks: [] });
      run.contract.handlers['connections.create'] = () => ({
        connection: sample.connection({ id: 'coming', state: 'creating' }),
        operation: OPERATIONS.waiting ?? sample.operation(),
      });
      await at('connections/new');
      await fill(GOOD);
      await button('Test').click();
      await page.getByText('3 to create, 1 to put right, 1 in the way, 2 stay as they are.').waitFor();
      await page.getByText('tag team = logistics').waitFor();
      await page.getByText("SELECT * FROM '$aws/things/+/shadow/update/accepted'").waitFor();
      assert.equal(await button('Create connection').isDisabled(), true);
      await page.getByRole('checkbox', { name: 'Take over 1 object of somebody else' }).check();
      await button('Create connection').click();
      await page.getByText('Waiting for the role').waitFor();
      assert.partialDeepStrictEqual(sent('connections.create')[0]?.body, { takeOver: true });
    });

    it('shows what is in the way when a creation found it', async () => {
      run.contract.handlers['connections.inspect'] = () => ({ ...INSPECTION, ok: true, checks: [] });
      const detail = 'The topic exists in the account and was not made for this connection.';
      run.contract.handlers['connections.create'] = () => ({
        connection: sample.connection({ id: 'coming', state: 'creating' }),
        operation: sample.operation({ id: 'waiting' }),
      });
      run.contract.handlers['operations.get'] = () =>
        sample.operation({ state: 'failed', error: { code: 'aws_object_conflict', detail, errors: [] } });
      await at('connections/new');
      await fill(GOOD);
      await button('Create connection').click();
      await button('Change the fields').click();
      await page.getByRole('checkbox', { name: 'Take over 1 object of somebody else' }).waitFor();
    });
  });

  describe('the fields', () => {
    const refuses = async (name: string, values: Record<string, string>, fault: Fault, text: RegExp) => {
      run.contract.handlers['connections.create'] = () => {
        throw fault;
      };
      await at('connections/new');
      await fill({ ...GOOD, ...values });
      await button('Create connection').click();
      await page.getByText(text).first().waitFor();
      assert.equal(await field(name).getAttribute('aria-invalid'), 'true');
    };
    const wrong = (name: string, detail: string) =>
      new Fault('validation_failed', { errors: [{ field: name, code: 'wrong', detail }] });

    it('S8 S9 S10 S11 S12 each that is empty says so beside itself, before the server is asked', async () => {
      await at('connections/new');
      await button('Create connection').click();
      for (const name of Object.keys(GOOD)) {
        await page.getByText(`${name} is missing.`).waitFor();
        assert.equal(await field(name).getAttribute('aria-invalid'), 'true', name);
      }
      assert.equal(sent('connections.create').length, 0);
    });

    it('S9 a malformed key id is told at its field', () =>
      refuses(
        'AWS Access Key ID',
        { 'AWS Access Key ID': 'AKIA!!' },
        wrong('accessKeyId', 'An AWS Access Key ID has 20 capital letters and digits.'),
        /20 capital letters/,
      ));

    it('S11 an endpoint that is none is told at its field', () =>
      refuses(
        'AWS IoT Endpoint',
        { 'AWS IoT Endpoint': 'not-a-host' },
        fieldFault('endpoint', 'endpoint_invalid', { endpoint: 'not-a-host' }),
        /"not-a-host" is no AWS IoT endpoint/,
      ));

    it('S12 an ARN that is no role’s is told at its field', () =>
      refuses(
        'IAM Role ARN',
        { 'IAM Role ARN': 'arn:aws:iam::1:user/x' },
        fieldFault('roleArn', 'role_arn_invalid', { roleArn: 'arn:aws:iam::1:user/x' }),
        /is no role ARN/,
      ));
  });

  describe('the set-up kit', () => {
    it('writes a document for account and region, in each format and variant', async () => {
      await at('connections/new');
      await page.getByRole('tab', { name: 'Set-up kit' }).click();
      await field('AWS account').fill('12');
      await page.getByText('An AWS account has twelve digits.').waitFor();
      await field('AWS account').fill(ACCOUNT);
      await field('Region').fill('eu-west-1');
      await page.getByText('AWSTemplateFormatVersion').waitFor();
      await field('Role name').fill('my/path/role');
      await page.getByText('Path: /my/path/').waitFor();
      await page.getByRole('radio', { name: 'Terraform' }).press('ArrowRight');
      await page.getByText('#!/bin/sh').waitFor();
      await page.getByRole('checkbox', { name: /managed policies/ }).check();
      await page.locator('pre').filter({ hasText: 'AmazonSNSFullAccess' }).waitFor();
      const downloading = page.waitForEvent('download');
      await button('Download thingdock-account.sh').click();
      assert.equal((await downloading).suggestedFilename(), 'thingdock-account.sh');
    });

    it('fills the form from what was put out, leaving the endpoint to AWS where only the region is known', async () => {
      const { 'AWS Access Key ID': AccessKeyId, 'AWS Secret Access Key': SecretAccessKey } = GOOD;
      const outputs = [
        { OutputKey: 'RoleArn', OutputValue: ROLE },
        { OutputKey: 'Region', OutputValue: 'eu-west-1' },
      ];
      const texts = [{ Stacks: [{ Outputs: outputs }] }, { AccessKey: { AccessKeyId, SecretAccessKey } }];
      await field('Outputs').fill(texts.map((text) => JSON.stringify(text)).join('\n'));
      await page.getByText(/^Found: .*role ARN/).waitFor();
      await button('Fill in the fields').click();
      assert.equal(await field('AWS Access Key ID').inputValue(), AccessKeyId);
      assert.equal(await field('IAM Role ARN').inputValue(), ROLE);
      await page.getByText('AWS is asked for the endpoint').waitFor();
      await field('Connection Name').fill('Plant');
      await button('Test').click();
      await page.locator('[data-check="key"]').waitFor();
      const body = sent('connections.inspect')[0]?.body as Record<string, string>;
      assert.deepEqual([body.region, body.endpoint], ['eu-west-1', undefined]);
    });
  });

  it('and neither the browser nor the contract ever complained', () => {
    assert.deepEqual(run.complaints, []);
    assert.deepEqual(run.contract.violations, []);
  });
});
