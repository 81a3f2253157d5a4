import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ApiError, type Connection } from '@thingdock/api';
import { useState } from 'react';
import { api } from '../../../platform/api.ts';
import { useProject } from '../../people/use-project.ts';
import { faultsByField } from '../checks/check-words.ts';
import {
  changeValues,
  createBody,
  type Faults,
  FIELD_NAMES,
  missingFields,
  NO_VALUES,
  type Refusal,
  refusalByField,
  type Values,
  valuesOf,
} from './fields.ts';
import { useTest } from './use-test.ts';

const ROUTE = '/signed-in/p/$projectId/connections/new';

/**
 * The state of the Create Connection sheet: what was typed, what is wrong with it, what a test found out, and the operation
 * under way. `failed`: an attempt to begin with again.
 */
export function useCreate(failed: Connection | undefined) {
  const { projectId } = useProject();
  const { operation: operationId, again } = useSearch({ from: ROUTE });
  const navigate = useNavigate();
  const [values, setValues] = useState(() => (failed ? valuesOf(failed) : NO_VALUES));
  const [takeOver, setTakeOver] = useState(false);
  const { faults, told, refuse } = useFaults(failed?.error ?? undefined);
  const testing = useTest(projectId);

  const show = (operation: string | undefined) =>
    navigate({
      to: '/p/$projectId/connections/new',
      params: { projectId },
      search: { operation, again },
      replace: true,
    });

  const onError = (error: Error) => {
    if (error instanceof ApiError) refuse({ code: error.code, detail: error.message, errors: error.errors });
  };
  const creating = useMutation({
    mutationFn: () => api.call('connections.create', { params: { projectId }, body: createBody(values, takeOver) }),
    onSuccess: ({ operation }) => show(operation.id),
    onError,
  });

  function test() {
    told({});
    setTakeOver(false);
    testing.mutate(values, {
      onSuccess: ({ inspection }) => told(faultsByField(inspection.checks, FIELD_NAMES)),
      onError,
    });
  }

  return {
    projectId,
    operationId,
    values,
    ...faults,
    creating,
    testing,
    takeOver,
    setTakeOver,
    test,
    change(changed: Partial<Values>) {
      setValues((now) => changeValues(now, changed));
      told(Object.fromEntries(Object.entries(faults.errors).filter(([name]) => !(name in changed))));
    },
    submit() {
      const missing = missingFields(values);
      told(missing);
      if (Object.keys(missing).length === 0) creating.mutate();
    },
    /** Back to the form after a failed operation, with what it said beside the fields. */
    edit(refusal: Refusal) {
      // What is in the way is shown by the plan, and with it the choice to take it over.
      if (refusal.code === 'aws_object_conflict') test();
      refuse(refusal);
      void show(undefined);
    },
  };
}

export type Create = ReturnType<typeof useCreate>;

/** What is wrong, beside the fields; `rest` belongs to none of them. */
function useFaults(first: Refusal | undefined) {
  const [faults, setFaults] = useState<{ errors: Faults; rest: string | undefined }>(() => read(first));
  return {
    faults,
    told: (errors: Faults) => setFaults({ errors, rest: undefined }),
    refuse: (refusal: Refusal) => setFaults(read(refusal)),
  };
}

function read(refusal: Refusal | undefined): { errors: Faults; rest: string | undefined } {
  if (!refusal) return { errors: {}, rest: undefined };
  const { fields, rest } = refusalByField(refusal);
  return { errors: fields, rest };
}
