import { command } from '../command.ts';

export const PASSWORD = {
  kind: 'secret',
  value: 'PASSWORD',
  required: true,
  env: 'THINGDOCK_PASSWORD',
  about: 'Password, at least 12 characters',
} as const;

export const setup = command({
  summary: 'Create the first administrator of a new server',
  options: {
    'setup-token': {
      kind: 'secret',
      value: 'TOKEN',
      required: true,
      env: 'THINGDOCK_SETUP_TOKEN',
      about: 'The link that the server printed when it first started, or the token after its "#"',
    },
    name: { kind: 'text', value: 'NAME', required: true, about: 'Your name' },
    email: { kind: 'text', value: 'ADDRESS', required: true, about: 'Your e-mail address, to sign in with' },
    password: PASSWORD,
  },
  notes: ['Prints an API token, this once. Keep it in THINGDOCK_TOKEN for the commands that follow.'],
  async run({ options }, { call }) {
    const { name, email, password } = options;
    const token = setupToken(options['setup-token']);
    const answer = await call('setup.complete', { body: { token, name, email, password } });
    const text = [
      `${answer.user.name} (${answer.user.email}) is the first administrator.`,
      'Your API token, which is not shown again:',
      '',
      `  export THINGDOCK_TOKEN=${answer.token.token}`,
    ].join('\n');
    return { json: answer, text };
  },
});

/** The server prints the token as the fragment of a link, which is what people have at hand. */
function setupToken(given: string): string {
  return URL.parse(given)?.hash.slice(1) || given;
}
