export { type Identities, identitiesOf } from './identities.ts';
export { type KitDocument, writeKit } from './kit.ts';
export * from './kit-input.ts';
export * from './names.ts';
export * from './outputs/read.ts';
export * from './permissions.ts';
export * from './place.ts';
export * from './policies.ts';
