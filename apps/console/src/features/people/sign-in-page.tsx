import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { SignInRefused, signIn } from '../../platform/session.ts';
import { Failure, Notice } from '../../ui/notice.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import classes from './entrance.module.css';
import { Entrance } from './entrance.tsx';

export function SignInPage() {
  const { to = '/' } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const entering = useMutation({
    mutationFn: () => signIn(email.trim(), password),
    async onSuccess() {
      // Nothing of whoever was here before may show.
      queries.clear();
      await router.navigate({ href: to });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    entering.mutate();
  }

  return (
    <Entrance title="Sign in to Thingdock">
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <SecretInput
          what="password"
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {entering.error instanceof SignInRefused && <Notice tone="bad">{entering.error.message}</Notice>}
        {entering.error && !(entering.error instanceof SignInRefused) && <Failure error={entering.error} />}
        <Button type="submit" loading={entering.isPending}>
          Sign in
        </Button>
      </form>
    </Entrance>
  );
}
