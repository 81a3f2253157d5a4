import { ROLES } from '@thingdock/api';
import { command, type Group } from '../command.ts';
import { table, time } from '../output/table.ts';
import { PROJECT, projectIdOf } from './project.ts';
import { PASSWORD } from './setup.ts';

const listTokens = command({
  summary: 'Your API tokens',
  async run(_input, { call }) {
    const answer = await call('tokens.list', {});
    const text = table(
      answer.items,
      [
        ['id', (token) => token.id],
        ['name', (token) => token.name],
        ['created', (token) => time(token.createdAt)],
        ['last used', (token) => time(token.lastUsedAt)],
      ],
      'You have no API tokens.',
    );
    return { json: answer, text };
  },
});

const createToken = command({
  summary: 'Create an API token; its text is shown this once',
  options: { name: { kind: 'text', value: 'NAME', required: true, about: 'What the token is for' } },
  async run({ options }, { call }) {
    const token = await call('tokens.create', { body: { name: options.name } });
    const text = [`API token "${token.name}" (${token.id}), which is not shown again:`, '', `  ${token.token}`].join(
      '\n',
    );
    return { json: token, text };
  },
});

const deleteToken = command({
  summary: 'Revoke one of your API tokens',
  args: { id: { about: 'id of the token, as "thingdock tokens list" shows it' } },
  async run({ args }, { call }) {
    const answer = await call('tokens.delete', { params: { tokenId: args.id } });
    return { json: answer, text: `The token ${args.id} is revoked.` };
  },
});

const listUsers = command({
  summary: 'Users of this installation',
  async run(_input, { call }) {
    const answer = await call('users.list', {});
    const text = table(
      answer.items,
      [
        ['id', (user) => user.id],
        ['name', (user) => user.name],
        ['email', (user) => user.email],
        ['administrator', (user) => (user.administrator ? 'yes' : 'no')],
      ],
      'No users.',
    );
    return { json: answer, text };
  },
});

const createUser = command({
  summary: 'Create a user',
  options: {
    name: { kind: 'text', value: 'NAME', required: true, about: 'Name of the user' },
    email: { kind: 'text', value: 'ADDRESS', required: true, about: 'E-mail address to sign in with' },
    password: PASSWORD,
  },
  async run({ options }, { call }) {
    const user = await call('users.create', { body: options });
    return { json: user, text: `Created the user ${user.name} (${user.email}) with the id ${user.id}.` };
  },
});

const USER = { user: { about: 'id of the user, as "thingdock users list" shows it' } };

const listMembers = command({
  summary: 'Members of a project and their roles',
  options: { project: PROJECT },
  async run({ options }, context) {
    const projectId = await projectIdOf(context, options.project);
    const answer = await context.call('members.list', { params: { projectId } });
    const text = table(
      answer.items,
      [
        ['user', ({ user }) => user.id],
        ['name', ({ user }) => user.name],
        ['email', ({ user }) => user.email],
        ['role', ({ role }) => role],
      ],
      'No members.',
    );
    return { json: answer, text };
  },
});

const setMember = command({
  summary: 'Add a member, or change the role of one',
  args: USER,
  options: {
    project: PROJECT,
    role: { kind: 'text', value: 'ROLE', required: true, choices: ROLES, about: 'Role in the project' },
  },
  async run({ args, options }, context) {
    const projectId = await projectIdOf(context, options.project);
    const member = await context.call('members.set', {
      params: { projectId, userId: args.user },
      body: { role: options.role },
    });
    return { json: member, text: `${member.user.name} (${member.user.email}) is ${member.role} now.` };
  },
});

const removeMember = command({
  summary: 'Remove a member',
  args: USER,
  options: { project: PROJECT },
  async run({ args, options }, context) {
    const projectId = await projectIdOf(context, options.project);
    const answer = await context.call('members.remove', { params: { projectId, userId: args.user } });
    return { json: answer, text: `The user ${args.user} is no member any more.` };
  },
});

export const tokens: Group = {
  summary: 'Your API tokens',
  commands: { list: listTokens, create: createToken, delete: deleteToken },
};
export const users: Group = {
  summary: 'Users of this installation (administrators only)',
  commands: { list: listUsers, create: createUser },
};
export const members: Group = {
  summary: 'Who may do what in a project',
  commands: { list: listMembers, set: setMember, remove: removeMember },
};
