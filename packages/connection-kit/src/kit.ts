import { cloudFormation } from './documents/cloudformation.ts';
import { shell } from './documents/shell.ts';
import { terraform } from './documents/terraform.ts';
import { identitiesOf } from './identities.ts';
import type { KitFormat, KitPlan } from './kit-input.ts';

/** A document that sets an account up. */
export type KitDocument = {
  fileName: string;
  mediaType: string;
  text: string;
  /** Commands that apply it and hand the outcome to Thingdock, in this order. */
  steps: readonly string[];
};

const WRITERS = { cloudformation: cloudFormation, terraform, shell } as const;

/** Writes the document that makes role and user of a connection. It holds no secret. */
export const writeKit = (plan: KitPlan, format: KitFormat): KitDocument => WRITERS[format](plan, identitiesOf(plan));
