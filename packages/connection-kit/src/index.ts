export * from './names.ts';
export * from './permissions.ts';
export * from './place.ts';
