import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { ApiError } from '@thingdock/api';
import { type FormEvent, useState } from 'react';
import { api } from '../../platform/api.ts';
import { signIn } from '../../platform/session.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { fieldErrors } from '../../ui/field-errors.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Failure, Notice } from '../../ui/notice.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import classes from './entrance.module.css';
import { Entrance } from './entrance.tsx';

/** The token of the link stands behind `#`, which browsers never send; it leaves the address once it is used. */
const linkToken = () => window.location.hash.slice(1);

/** Where the one-time link leads: the first administrator, who is signed in at once. */
export function SetupPage() {
  const [token] = useState(linkToken);
  const [apiToken, setApiToken] = useState<string>();
  if (apiToken) return <Done apiToken={apiToken} />;
  if (!token)
    return (
      <Entrance title="This link is not complete">
        <Notice tone="warn">
          A set-up link ends with “#” and a long word. Copy the whole line that the server printed when it started.
        </Notice>
        <LinkButton to="/" mt={16}>
          Sign in instead
        </LinkButton>
      </Entrance>
    );
  return <SetupForm token={token} onDone={setApiToken} />;
}

function SetupForm({ token, onDone }: { token: string; onDone: (apiToken: string) => void }) {
  const queries = useQueryClient();
  const router = useRouter();
  const [person, setPerson] = useState({ name: '', email: '', password: '' });
  const creating = useMutation({
    async mutationFn() {
      const { token: made } = await api.call('setup.complete', { body: { ...person, token } });
      // The link is used up: nobody may find it in the history of this browser.
      await router.navigate({ to: '/setup', replace: true, hash: '' });
      await signIn(person.email.trim(), person.password);
      return made.token;
    },
    onSuccess(apiToken) {
      queries.clear();
      onDone(apiToken);
    },
  });
  const errors = fieldErrors(creating.error);
  const field = (name: keyof typeof person) => ({
    value: person[name],
    error: errors[name],
    required: true,
    withAsterisk: false,
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget;
      setPerson((now) => ({ ...now, [name]: value }));
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    creating.mutate();
  }

  const told = creating.error instanceof ApiError && creating.error.errors.length > 0;
  return (
    <Entrance title="Set up Thingdock" lead="You are the first here. This account administers the installation.">
      <form className={classes.form} onSubmit={submit}>
        <TextInput label="Your name" autoComplete="name" maxLength={64} autoFocus {...field('name')} />
        <TextInput label="E-mail" type="email" autoComplete="username" {...field('email')} />
        <SecretInput
          what="password"
          label="Password"
          description="At least 12 characters."
          autoComplete="new-password"
          minLength={12}
          {...field('password')}
        />
        {creating.error && !told && <Failure error={creating.error} what="The account was not created" />}
        <Button type="submit" loading={creating.isPending}>
          Create administrator
        </Button>
      </form>
    </Entrance>
  );
}

function Done({ apiToken }: { apiToken: string }) {
  return (
    <Entrance title="You are signed in" lead="For the command line, here is your API token. It is shown this once.">
      <div className={classes.token}>
        <CopyText text={apiToken} what="the API token" />
      </div>
      <p className="dim">
        Keep it as <code>THINGDOCK_TOKEN</code>, beside <code>THINGDOCK_URL</code>. You can make more at any time.
      </p>
      <div className={classes.form}>
        <LinkButton to="/">Continue to the console</LinkButton>
      </div>
    </Entrance>
  );
}
