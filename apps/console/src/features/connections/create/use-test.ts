import { useMutation } from '@tanstack/react-query';
import type { Inspection, Plan } from '@thingdock/api';
import { api } from '../../../platform/api.ts';
import { createBody, inspectBody, missingFields, type Values } from './fields.ts';

/** What a test found out about these values. The plan is known once no check failed and nothing is missing. */
export type Tested = { values: Values; inspection: Inspection; plan: Plan | undefined };

/** Checks the fields and asks what creating the connection would do. Nothing is written anywhere. */
export function useTest(projectId: string) {
  return useMutation({
    async mutationFn(values: Values): Promise<Tested> {
      const params = { projectId };
      const inspection = await api.call('connections.inspect', { params, body: inspectBody(values) });
      const complete = inspection.ok && Object.keys(missingFields(values)).length === 0;
      const plan = complete
        ? await api.call('connections.plan', { params, body: createBody(values, false) })
        : undefined;
      return { values, inspection, plan };
    },
  });
}
