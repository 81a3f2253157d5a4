import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ApiError } from '@thingdock/api';
import { useState } from 'react';
import { api } from '../../../platform/api.ts';
import { useProject } from '../../people/use-project.ts';
import { missingFields, NO_VALUES, type Refusal, refusalByField, type Values } from './fields.ts';

const ROUTE = '/signed-in/p/$projectId/connections/new';

/** The state of the Create Connection sheet: what was typed, what is wrong with it, and the operation under way. */
export function useCreate() {
  const { projectId } = useProject();
  const { operation: operationId } = useSearch({ from: ROUTE });
  const navigate = useNavigate();
  const [values, setValues] = useState(NO_VALUES);
  const [errors, setErrors] = useState<Partial<Values>>({});
  const [rest, setRest] = useState<string>();

  const show = (operation: string | undefined) =>
    navigate({ to: '/p/$projectId/connections/new', params: { projectId }, search: { operation }, replace: true });

  function refuse(refusal: Refusal) {
    const told = refusalByField(refusal);
    setErrors(told.fields);
    setRest(told.rest);
  }

  const creating = useMutation({
    mutationFn: () => api.call('connections.create', { params: { projectId }, body: values }),
    onSuccess: ({ operation }) => show(operation.id),
    onError(error) {
      if (error instanceof ApiError) refuse({ code: error.code, detail: error.message, errors: error.errors });
    },
  });

  return {
    projectId,
    operationId,
    values,
    errors,
    /** What is wrong with the attempt as a whole. */
    rest,
    creating,
    change(changed: Partial<Values>) {
      setValues((now) => ({ ...now, ...changed }));
      setErrors((now) => Object.fromEntries(Object.entries(now).filter(([name]) => !(name in changed))));
      setRest(undefined);
    },
    submit() {
      const missing = missingFields(values);
      setErrors(missing);
      setRest(undefined);
      if (Object.keys(missing).length === 0) creating.mutate();
    },
    /** Back to the form after a failed operation, with what it said beside the fields. */
    edit(refusal: Refusal) {
      refuse(refusal);
      void show(undefined);
    },
  };
}

export type Create = ReturnType<typeof useCreate>;
