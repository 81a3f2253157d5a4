/** The argument of commands that are about one connection. */
export const ID = { id: { about: 'id of the connection, as "thingdock connections list" shows it' } };
