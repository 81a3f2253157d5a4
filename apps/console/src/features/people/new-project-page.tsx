import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api, tellError } from '../../platform/api.ts';
import { restartLive } from '../../platform/live/live.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import classes from './entrance.module.css';
import { Entrance } from './entrance.tsx';
import { projectsQuery } from './queries.ts';

export function NewProjectPage() {
  const { data: projects } = useSuspenseQuery(projectsQuery);
  const first = projects.length === 0;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const creating = useMutation({
    mutationFn: () => api.call('projects.create', { body: { name } }),
    async onSuccess({ id }) {
      // The stream was opened for the projects that there were; it has to hear of this one too.
      restartLive();
      await queries.refetchQueries({ queryKey: projectsQuery.queryKey });
      await navigate({ to: '/p/$projectId/connections', params: { projectId: id } });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    creating.mutate();
  }

  return (
    <Entrance
      title={first ? 'Create your first project' : 'Create project'}
      lead="A project holds devices, flows and the people who may use them: a plant, a customer, a product."
    >
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label="Name"
          placeholder="Plant North"
          required
          withAsterisk={false}
          maxLength={64}
          autoFocus
          value={name}
          error={creating.error && tellError(creating.error).text}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={creating.isPending}>
          Create project
        </Button>
        {!first && (
          <LinkButton to="/" variant="subtle" color="gray">
            Back to the projects
          </LinkButton>
        )}
      </form>
    </Entrance>
  );
}
