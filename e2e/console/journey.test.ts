import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { until } from '@thingdock/testkit';
import type { Page } from 'playwright-core';
import { helloFlow } from '../system/flow.ts';
import type { Program } from '../system/program.ts';
import { connect, REGION } from '../system/system.ts';
import { ANA, type ConsoleRun, startConsole, untilLive } from './console.ts';
import { withoutPolicy } from './roles.ts';

/** A region besides the one that is connected already. */
const SECOND_REGION = 'ap-northeast-1';

describe('the loop in a browser', () => {
  let run: ConsoleRun;
  let page: Page;
  let agent: Program;

  before(async () => {
    run = await startConsole();
    page = await run.open();
  });
  after(() => run.stop());

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const link = (name: string | RegExp) => page.getByRole('link', { name });
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  const projectId = () => new URL(page.url()).pathname.split('/')[2] ?? '';

  it('lets the first administrator in by the one-time link', async () => {
    await page.goto(run.system.setupUrl);
    await field('Your name').fill(ANA.name);
    await field('E-mail').fill(ANA.email);
    await field('Password').fill('too short');
    await field('Password').fill(ANA.password);
    await button('Create administrator').click();
    await page.getByText('It is shown this once').waitFor();
    assert.equal(new URL(page.url()).hash, '', 'the used link leaves the address');
    await link('Continue to the console').click();
  });

  it('begins with a project, then with a connection', async () => {
    await page.getByRole('heading', { name: 'Create your first project' }).waitFor();
    await field('Name').fill('Plant North');
    await button('Create project').click();
    await page.getByRole('heading', { name: 'Connect your AWS account' }).waitFor();
    await connect(run.system, projectId(), { name: 'Europe' });
    await row('Europe').getByText('Active').waitFor();
  });

  describe('the Create Connection dialog', () => {
    const good = () => ({
      'Connection Name': 'Asia',
      'AWS Access Key ID': run.system.aws.demoUser.accessKeyId,
      'AWS Secret Access Key': run.system.aws.demoUser.secretAccessKey,
      'AWS IoT Endpoint': run.system.aws.iotEndpoint(SECOND_REGION),
      'IAM Role ARN': run.system.aws.roleArn,
    });
    const submit = async (changed: Partial<ReturnType<typeof good>>) => {
      for (const [name, value] of Object.entries({ ...good(), ...changed })) await field(name).fill(value);
      await button('Create connection').click();
    };
    /** What stands beside a field as its fault. */
    const fault = async (name: string, text: RegExp) => {
      const told = page.getByText(text).first();
      await told.waitFor();
      const input = field(name);
      assert.equal(await input.getAttribute('aria-invalid'), 'true');
      const describedBy = (await input.getAttribute('aria-describedby')) ?? '';
      assert.ok(
        describedBy.split(' ').includes((await told.getAttribute('id')) ?? '-'),
        'the text belongs to the field',
      );
    };

    it('S63 S64 opens from the list, with the six fields of the guide', async () => {
      await link('Add connection').click();
      const dialog = page.getByRole('dialog', { name: 'Create Connection' });
      await dialog.waitFor();
      assert.equal(await dialog.locator('input:not([type=hidden]), select').count(), 6);
      await page.getByLabel('Connection Type').waitFor();
    });

    it('names what is missing, each beside its field', async () => {
      await button('Create connection').click();
      await fault('Connection Name', /Connection Name is missing/);
      await fault('IAM Role ARN', /IAM Role ARN is missing/);
    });

    it('says the region as soon as the endpoint can be read', async () => {
      await field('AWS IoT Endpoint').fill(good()['AWS IoT Endpoint']);
      await page.getByText('Region ap-northeast-1 (Tokyo)').waitFor();
    });

    it('fills both key fields from one pasted answer', async () => {
      const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = run.system.aws.demoUser;
      const text = JSON.stringify({ AccessKey: { UserName: 'x', AccessKeyId, SecretAccessKey } });
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
      await field('AWS Access Key ID').press('ControlOrMeta+V');
      assert.equal(await field('AWS Access Key ID').inputValue(), AccessKeyId);
      assert.equal(await field('AWS Secret Access Key').inputValue(), SecretAccessKey);
    });

    it('says that a secret is wrong', async () => {
      await submit({ 'AWS Secret Access Key': 'wrong'.repeat(8) });
      await fault('AWS Secret Access Key', /secret access key does not belong to this access key id/);
    });

    it('says that a role is another account’s, with both accounts', async () => {
      await submit({ 'IAM Role ARN': 'arn:aws:iam::210987654321:role/elsewhere' });
      await fault('IAM Role ARN', new RegExp(`account 210987654321.*${run.system.aws.accountId}`));
    });

    it('says at the form that the key may not pass the role, which only AWS knows', async () => {
      await submit({ 'IAM Role ARN': `${run.system.aws.roleArn}_x` });
      await button('Change the fields').click();
      await fault('IAM Role ARN', /may not pass the role/);
    });

    it('says which permission a role lacks, once no test message came back', () =>
      withoutPolicy(run.system.aws, 'AmazonSNSFullAccess', async () => {
        await submit({});
        await button('Change the fields').click({ timeout: 90_000 });
        await fault('IAM Role ARN', /may not sns:Publish.*Attach AmazonSNSFullAccess/);
      }));

    it('says which connection has the account and region already', async () => {
      await submit({ 'AWS IoT Endpoint': run.system.aws.iotEndpoint(REGION) });
      await page
        .getByRole('alert')
        .getByText(/already connected in eu-west-1, by "Europe"/)
        .waitFor();
    });

    it('S65 shows every step until a test message has come back, and is in the list then', async () => {
      await submit({});
      await page.getByRole('heading', { name: /The connection is ready/ }).waitFor();
      await page.getByText(/A test message took \d+ ms from AWS IoT to here/).waitFor();
      const steps = page.getByRole('dialog').getByRole('listitem');
      const states = await steps.evaluateAll((items) => items.map((item) => item.getAttribute('data-state')));
      assert.deepEqual(new Set(states), new Set(['done']));
      await page.getByText(run.system.aws.accountId).waitFor();
      await button('Close').last().click();
      await row('Asia').getByRole('cell', { name: 'ap-northeast-1 (Tokyo)', exact: true }).waitFor();
      await row('Asia').getByRole('cell', { name: 'AWS IoT', exact: true }).waitFor();
      await row('Asia')
        .getByText(/ago|just now/)
        .waitFor();
    });

    it('renames a connection', async () => {
      await button('Actions for Asia').click();
      await page.getByRole('menuitem', { name: 'Rename' }).click();
      await field('Connection Name').fill('Japan');
      await button('Rename connection').click();
      await row('Japan').waitFor();
    });
  });

  it('shows a new thing of the account without a reload', async () => {
    await link('Japan').click();
    await link('See the devices').click();
    await page.getByRole('heading', { name: 'This account has no things yet' }).waitFor();
    await untilLive(page);
    const connectionId = new URL(page.url()).searchParams.get('connection') ?? '';
    const folder = join(run.system.folder, 'gw-osaka-001');
    const options = ['--connection', connectionId, '--out', folder];
    await run.system.cli.json('things', 'create', 'gw-osaka-001', ...options);
    await row('gw-osaka-001').getByText('Unknown').waitFor();
    await row('gw-osaka-001').getByText('never seen').waitFor();
    agent = await run.system.startAgent(join(folder, 'config.json'));
    await row('gw-osaka-001').getByText('Connected').waitFor();
  });

  it('takes a flow from a file', async () => {
    await link('Flows').click();
    await button('Upload flow').click();
    const choosing = page.waitForEvent('filechooser');
    await button('Choose file').click();
    const file = { name: 'flows_hello.json', mimeType: 'application/json', buffer: Buffer.from(helloFlow('hi')) };
    await (await choosing).setFiles(file);
    await until('the name to be taken from the file', async () => (await field('Name').inputValue()) === 'hello');
    await field('Version title').fill('First');
    await field('Comment').fill('Greets whoever asks.');
    await page.getByRole('dialog').getByRole('button', { name: 'Upload flow' }).click();
    await page.getByRole('heading', { name: 'hello', exact: true }).waitFor();
    await row('Greets whoever asks.').getByText('First').waitFor();
  });

  it('gives the very text back', async () => {
    const downloading = page.waitForEvent('download');
    await button('Actions for version 1').click();
    await page.getByRole('menuitem', { name: 'Download' }).click();
    const download = await downloading;
    assert.equal(download.suggestedFilename(), 'hello_v1.json');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    assert.equal(Buffer.concat(chunks).toString(), helloFlow('hi'));
  });

  it('deploys it and shows it becoming deployed', async () => {
    await link('Deploy …').first().click();
    const dialog = page.getByRole('dialog', { name: 'Deploy' });
    await page.getByRole('combobox', { name: 'Connection' }).click();
    await page.getByRole('option', { name: /Japan/ }).click();
    await dialog.getByRole('checkbox', { name: 'Choose gw-osaka-001' }).check();
    await dialog.getByText('1 device: 1 now.').waitFor();
    await button('Deploy hello v1 to 1 device').click();
    await page.getByRole('heading', { name: 'hello v1' }).waitFor();
    await row('gw-osaka-001').getByText('Deployed').waitFor({ timeout: 90_000 });
    await page.locator('[data-summary="successful"]').waitFor();
  });

  it('shows what runs on the device', async () => {
    await link('gw-osaka-001').click();
    await page.getByRole('region', { name: 'Deployed flow' }).getByText('running').waitFor({ timeout: 60_000 });
    await page.getByText(/^Connected for .*; last heard/).waitFor();
    await page.getByRole('region', { name: 'Recent deployments' }).getByText('Successful').waitFor();
  });

  it('gives the evidence of what it says, along the timeline', async () => {
    const strip = page.getByRole('slider', { name: /^Timeline/ });
    await strip.focus();
    assert.match((await strip.getAttribute('aria-valuetext')) ?? '', /^Connected for .*shadow version \d+/);
    await strip.press('ArrowLeft');
    await page.getByText(/^Unknown for|Nothing is known of this time/).waitFor();
  });

  it('follows the log as the agent sends it, and finds lines in it', async () => {
    await link('Search the log').click();
    await page.getByText('Live: new lines come on top.').waitFor();
    const lines = page.getByRole('region', { name: /^Log/ }).locator('tr[data-level]');
    await lines.first().waitFor({ timeout: 60_000 });
    await page.getByRole('searchbox').fill('started');
    await until('only lines with the text', async () => {
      const texts = await lines.allInnerTexts();
      return texts.length > 0 && texts.every((text) => /started/i.test(text));
    });
    assert.equal(new URL(page.url()).searchParams.get('text'), 'started');
    await link('gw-osaka-001').click();
  });

  it('switches its monitoring off after a yes, and on again, and the device agrees each time', async () => {
    const monitoring = page.getByRole('switch', { name: 'Monitoring' });
    await monitoring.click();
    await button('Switch off').click();
    await page.getByText('Off, as the device says itself').waitFor();
    await page.getByText(/^Monitoring off for/).waitFor();
    await monitoring.click();
    await page.getByText('On, as the device says itself').waitFor();
    await page.getByText(/^Connected for .*; last heard/).waitFor();
  });

  it('turns to disconnected by itself when the agent is killed, and says why', async () => {
    await untilLive(page);
    agent.kill('SIGKILL');
    await page.getByText(/^Disconnected for/).waitFor({ timeout: 60_000 });
    await page.getByText(/^The connection broke without a goodbye/).waitFor();
    await link('Devices').first().click();
    await page.getByRole('button', { name: '1 disconnected' }).click();
    await row('gw-osaka-001').getByText('connection lost').waitFor();
  });

  it('says that a deployment waits for a device that is away, and until when', async () => {
    await link('Deployments').click();
    await link('hello v1').click();
    await link('Redeploy').click();
    await page.getByText('1 device: 1 offline will wait.').waitFor();
    await page.getByText('1 device has this already.').waitFor();
    await button('Deploy hello v1 to 1 device').click();
    await row('gw-osaka-001')
      .getByText(/; waiting for it until \d+ \w+ \d{4}/)
      .waitFor();
  });

  it('says what goes from AWS before a connection is deleted, and asks for its name', async () => {
    await link('Connections').click();
    await button('Actions for Japan').click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete Japan' });
    await dialog.getByText('AWS IoT rule enebular_status_push_rule').waitFor();
    await dialog.getByText('SNS topic enebular_devicestate_push_sns').waitFor();
    assert.equal(await button('Delete connection').isDisabled(), true);
    await dialog.getByRole('textbox').fill('Japan');
    assert.equal(await button('Delete connection').isDisabled(), true);
    await dialog.getByRole('checkbox', { name: 'Delete this licence with it' }).check();
    await button('Delete connection').click();
    await dialog.getByText('The connection and what it made in AWS are gone.').waitFor();
    await button('Close').last().click();
    await row('Japan').waitFor({ state: 'detached' });
  });

  it('signs out, and comes back to the same page after signing in', async () => {
    const before = page.url();
    await button('Account of Ana Petrova').click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Thingdock' }).waitFor();
    await page.goto(before);
    await field('E-mail').fill(ANA.email);
    await field('Password').fill('not the password');
    await button('Sign in').click();
    await page.getByText('There is no user with this e-mail address and password.').waitFor();
    await field('Password').fill(ANA.password);
    await button('Sign in').click();
    await page.waitForURL(before);
    await page.getByRole('heading', { name: 'Connections' }).waitFor();
  });

  it('never made the browser complain', () => {
    assert.deepEqual(run.complaints, []);
  });
});
