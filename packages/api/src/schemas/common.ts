import Type from 'typebox';

/** A row's id. */
export const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' });

/** An ISO 8601 time with milliseconds, in UTC. */
export const Time = Type.String({ format: 'date-time' });

export const Nullable = <S extends Type.TSchema>(schema: S, options: Type.TSchemaOptions = {}) =>
  Type.Union([schema, Type.Null()], options);

/** One of a closed list of words. */
export const Words = <const W extends readonly string[]>(words: W) =>
  Type.Unsafe<W[number]>({ type: 'string', enum: [...words] });

/** A name that people give: trimmed by the server, 1–64 characters. */
export const Name = Type.String({ minLength: 1, maxLength: 64, pattern: '\\S' });

/** The error that ended an operation or a target, as a problem without its request. */
export const Reason = Type.Object({
  code: Type.String(),
  detail: Type.String(),
  errors: Type.Array(Type.Object({ field: Type.String(), code: Type.String(), detail: Type.String() })),
});
