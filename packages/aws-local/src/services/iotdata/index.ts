import type { RestOperation } from '../../stand-in.ts';
import { deleteThingShadow } from './operations/delete-thing-shadow.ts';
import { getThingShadow } from './operations/get-thing-shadow.ts';
import { listNamedShadowsForThing } from './operations/list-named-shadows-for-thing.ts';
import { publish } from './operations/publish.ts';
import { updateThingShadow } from './operations/update-thing-shadow.ts';

/** The operations of the AWS IoT data plane that the stand-in has. */
export const iotDataOperations: RestOperation[] = [
  deleteThingShadow,
  getThingShadow,
  listNamedShadowsForThing,
  publish,
  updateThingShadow,
];
