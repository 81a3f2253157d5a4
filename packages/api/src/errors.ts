/**
 * The one table of error codes. The code is the contract, the text may change. `{name}` in a text is filled from the
 * details that the thrower gives; every text says what happened and the way out.
 */
export const ERRORS = {
  // Requests
  validation_failed: { status: 422, text: 'Some fields are missing or wrong; each is named below.' },
  malformed_request: { status: 400, text: 'The request could not be read: {reason}.' },
  payload_too_large: { status: 413, text: 'The request is larger than the {limit} allowed here.' },
  not_found: { status: 404, text: 'There is no {what} with this id, or you may not see it.' },
  route_not_found: { status: 404, text: 'There is nothing at {method} {path}.' },
  cross_origin_refused: { status: 403, text: 'Requests from other web sites are refused. Open the console at {url}.' },
  rate_limited: { status: 429, text: 'Too many requests. Try again in {seconds} seconds.' },
  internal: { status: 500, text: 'The server failed; its log has the details under this request id.' },
  database_unavailable: { status: 503, text: 'The database cannot be reached at the moment. Try again shortly.' },
  shutting_down: { status: 503, text: 'The server is stopping. Try again shortly.' },

  // People
  sign_in_required: { status: 401, text: 'Sign in, or send an API token as "Authorization: Bearer …".' },
  token_invalid: { status: 401, text: 'This API token is unknown, expired or revoked. Create a new one.' },
  permission_denied: { status: 403, text: 'Your role ({role}) may not do this; it needs {needed}.' },
  administrator_required: { status: 403, text: 'Only an administrator of this installation may do this.' },
  setup_link_invalid: {
    status: 403,
    text: 'This set-up link is wrong, used or expired. The server prints a fresh one when it starts without users.',
  },
  email_taken: { status: 409, text: 'A user with the e-mail address {email} exists already.' },
  password_too_weak: { status: 422, text: 'The password needs at least {min} characters.' },
  last_owner: { status: 409, text: 'A project needs an owner. Make somebody else owner first.' },
  project_name_taken: { status: 409, text: 'A project named "{name}" exists already.' },

  // Connections
  connection_duplicate: {
    status: 409,
    text: 'AWS account {accountId} is already connected in {region}, by {owner}. One account and region has one connection.',
  },
  connection_in_progress: {
    status: 409,
    text: 'A connection for AWS account {accountId} in {region} is being created or deleted right now. Wait for it to end.',
  },
  connection_without_role: {
    status: 409,
    text: 'This is an older connection without a role, so nothing of it stands in AWS. Migrate it first.',
  },
  clock_wrong: {
    status: 409,
    text: 'This server’s clock is {difference} AWS’s, so messages from there would be refused. Set it right: let it follow a time server.',
  },
  connection_busy: { status: 409, text: 'The connection is busy: {what}. Wait for that to end, then try again.' },
  connection_name_taken: { status: 409, text: 'This project has a connection named "{name}" already.' },
  connection_not_active: { status: 409, text: 'The connection is {state}; this needs an active one.' },
  field_immutable: {
    status: 422,
    text: '{instead} Only the name of a connection can be changed, not {field}.',
  },
  endpoint_invalid: {
    status: 422,
    text: '"{endpoint}" is no AWS IoT endpoint. It looks like xxxxxxxx-ats.iot.REGION.amazonaws.com; AWS console: IoT Core, Settings.',
  },
  endpoint_mismatch: {
    status: 422,
    text: 'The endpoint {endpoint} does not belong to AWS account {accountId} in {region}. That account has {expected} there.',
  },
  role_arn_invalid: {
    status: 422,
    text: '"{roleArn}" is no role ARN. It looks like arn:aws:iam::123456789012:role/NAME.',
  },
  role_in_other_account: {
    status: 422,
    text: 'The role belongs to account {roleAccountId}, the access key to account {accountId}. Use a role of {accountId}.',
  },
  account_changed: {
    status: 422,
    text: 'The access key belongs to AWS account {accountId}, the connection to {expected}. Use a key of {expected}.',
  },
  role_not_found: { status: 422, text: 'There is no role {roleArn}. Create it, or correct the ARN.' },
  role_not_trusted: {
    status: 422,
    text: 'The role {roleArn} does not let iot.amazonaws.com assume it. Add that service to its trust policy.',
  },
  role_missing_permission: {
    status: 422,
    text: 'The role {roleArn} may not {action}. Attach {policy}, or a policy that allows it.',
  },
  role_not_ready: {
    status: 422,
    text: 'AWS IoT could not assume the role {roleArn} within two minutes. If it is new, wait and try again; else check its trust policy.',
  },
  pass_role_missing: {
    status: 422,
    text: 'The access key may not pass the role {roleArn} to AWS IoT. Allow iam:PassRole on it (policy EnebularPassRole).',
  },
  invalid_credentials: { status: 422, text: 'AWS does not accept this access key: {reason}.' },
  user_missing_permission: {
    status: 422,
    text: 'The access key may not {action}. Attach {policy} to its user, or a policy that allows it.',
  },
  aws_object_conflict: {
    status: 409,
    text: '{object} exists in the account and was not made for this connection. Remove or rename it, or take it over.',
  },
  aws_unavailable: { status: 502, text: 'AWS did not answer {action}: {reason}. Nothing was changed; try again.' },
  aws_refused: { status: 502, text: 'AWS refused {action}: {reason}.' },
  webhook_unreachable: {
    status: 422,
    text: 'AWS SNS could not reach {url} within {seconds} seconds. The public URL must be reachable from the internet.',
  },
  probe_timed_out: {
    status: 422,
    text: 'Everything was created, but a test message did not come back within {seconds} seconds: {missing} is silent. Check the permissions of {roleArn}.',
  },
  public_url_required: {
    status: 422,
    text: 'AWS can reach this server only at a public https URL. Set THINGDOCK_PUBLIC_URL and start the server again.',
  },
  message_refused: { status: 403, text: 'This message was refused: {reason}.' },
  attempt_interrupted: {
    status: 500,
    text: 'The server stopped while it worked on this. What had been made in AWS was removed.',
  },

  // Devices
  thing_name_invalid: { status: 422, text: '"{name}" is no thing name: 1 to 128 letters, digits, ":", "_" or "-".' },
  csr_invalid: {
    status: 422,
    text: 'AWS IoT refused the certificate signing request: {reason}. It takes PEM with an RSA key of at least 2048 bits or an ECC key.',
  },
  thing_exists: { status: 409, text: 'The AWS account has a thing named "{name}" already. Choose another name.' },

  cursor_invalid: { status: 422, text: 'This is not where an earlier page ended. Begin again without it.' },
  filter_invalid: { status: 422, text: '"{value}" is none of: {allowed}.' },
  filter_empty: { status: 422, text: 'This filter has no condition, so it lets every device through. Set one first.' },
  filter_name_taken: { status: 409, text: 'This project has a filter named "{name}" already.' },
  filter_limit: {
    status: 422,
    text: 'This project has {limit} saved filters, which is the most. Delete one that nobody needs any more.',
  },
  tag_limit: {
    status: 422,
    text: '{name} would have {count} tags; a device has at most {limit}. Take some away first.',
  },
  device_not_gone: {
    status: 409,
    text: 'AWS still has the thing {name}, so the device would come back. Delete the thing in AWS first.',
  },
  device_licensed: { status: 409, text: 'A licence is registered for {name}. Delete it first, or with the device.' },

  // Logs
  log_period_invalid: { status: 422, text: 'Choose a period of at most {days} days that ends after it begins.' },
  log_export_too_large: {
    status: 422,
    text: 'There are {files} log files in this period, more than the {limit} of one export. Choose a shorter one.',
  },

  // Licences
  licence_missing: {
    status: 409,
    text: 'No licence is registered for {name}. Register one to see its status and logs, and to deploy files to it.',
  },
  licence_limit: {
    status: 409,
    text: 'The project has {limit} licences, of which {left} are left; this needs {wanted}. {done} were registered. Delete some, or have an administrator raise the limit.',
  },
  licence_limit_too_low: {
    status: 422,
    text: '{registered} licences are registered, so the limit cannot be {limit}. Delete some first.',
  },
  licences_registered: {
    status: 409,
    text: 'Licences are registered for {count} devices of this connection: {names}. Delete them first, or release them with the connection.',
  },

  // Flows and deployments
  flow_invalid: { status: 422, text: 'This is no Node-RED flow: {reason}.' },
  flow_too_large: { status: 422, text: 'The flow has {size} bytes; the limit is {limit}.' },
  flow_name_taken: { status: 409, text: 'This project has a flow named "{name}" already.' },
  credentials_invalid: {
    status: 422,
    text: 'The credentials do not fit the flow: {reason}. They are an object for each id of a node that has some.',
  },
  version_conflict: {
    status: 409,
    text: 'You started from version {basedOn}, but {who} saved version {number} at {at}. Look at it, then save yours on top or give it up.',
  },
  versions_full: {
    status: 409,
    text: 'There are {most} versions already, the most that are kept. Delete some that nobody needs.',
  },
  version_in_use: {
    status: 409,
    text: 'Version {number} is what is deployed when no version is named. Make another one that first, or delete the whole.',
  },
  version_only: { status: 409, text: 'Version {number} is the only one. Delete the whole instead.' },

  // Files and uploads
  file_name_taken: { status: 409, text: 'This project has a file named "{name}" already.' },
  file_setting_invalid: { status: 422, text: 'Devices would not take this: {reason}. Correct it.' },
  upload_incomplete: {
    status: 409,
    text: '{received} of {size} bytes have arrived. Send the rest first, from there on.',
  },
  upload_offset_wrong: { status: 409, text: 'The next part begins at byte {received}, not at {offset}.' },
  upload_busy: {
    status: 503,
    text: 'Another request is sending a part of this upload. If it was cut off, try again in {seconds} seconds.',
  },
  upload_interrupted: {
    status: 400,
    text: 'The part broke off. {received} bytes are kept; go on from there.',
  },
  upload_lost: { status: 409, text: 'What had arrived of this upload is not there any more. Start another one.' },
  disk_full: {
    status: 507,
    text: 'The disk of the server has no room for this. Free some, or delete files that nobody needs; then go on with the upload.',
  },
  no_connection: {
    status: 422,
    text: 'This project has no connection with this id. Create an AWS IoT connection first.',
  },
  device_unknown: { status: 422, text: 'The connection has no device named {names}. Sync it, or correct the name.' },
  device_state_too_large: {
    status: 422,
    text: 'With this deployment the state of {name} would be {size} bytes; devices take at most {limit}. Remove other assets first.',
  },
  download_refused: {
    status: 403,
    text: 'This download link is wrong or has expired. Devices ask for a fresh one before each download.',
  },
  download_withdrawn: { status: 404, text: 'What this link led to is not meant for the device any more.' },
  auth_url_wrong: {
    status: 403,
    text: 'This address does not belong to the device. Devices learn their own when they are registered.',
  },
  version_not_found: { status: 422, text: 'There is no version {version} of it. Choose one of those that there are.' },
  deployment_incomplete: { status: 422, text: 'The request does not say {what}. Add it.' },
  selection_unclear: { status: 422, text: 'Name devices, or give a filter; exactly one of both.' },
  selection_empty: { status: 422, text: 'No device is chosen. Name some, or widen the filter.' },
  selection_too_large: {
    status: 422,
    text: 'The filter lets {count} devices through; one deployment has at most {limit}. Narrow it, by tags for instance.',
  },
  targets_refused: { status: 422, text: '{reason} This cannot be done on {names}.' },
  phase_unclear: {
    status: 422,
    text: 'A phase is a number of targets or a share in percent; only the last, which takes the rest, may have neither.',
  },
  canary_unknown: {
    status: 422,
    text: 'To be the first, but not among the devices of this deployment: {names}. Choose them, too, or leave them out here.',
  },
  canaries_too_many: {
    status: 422,
    text: '{count} devices are to be the first, but the first phase has {size}. Make it larger, or name fewer.',
  },
  schedule_invalid: {
    status: 422,
    text: 'It cannot be scheduled: {reason}. Give a local time from one minute to 30 days ahead, and a time zone such as Asia/Tokyo.',
  },
  variable_reserved: {
    status: 422,
    text: 'No environment variable may be named "{name}": it would change what programs on the device load. Choose another name.',
  },
  deployment_over: {
    status: 409,
    text: 'The deployment has ended ({summary}), so there is nothing left to stop or pause.',
  },
  rollout_state_wrong: {
    status: 409,
    text: 'The rollout is {state}, so "{command}" does nothing. A running one can be paused, a paused or halted one resumed.',
  },
  nothing_to_roll_back: {
    status: 409,
    text: 'None of its devices has what this deployment brought: nothing was done yet, or something newer was deployed since.',
  },
  target_unknown: { status: 422, text: 'No targets of this deployment: {names}. Correct the names.' },
  command_for_all: {
    status: 422,
    text: '"{command}" is for a deployment as a whole. Cancel single devices, roll them back or try them again.',
  },
  nothing_failed: { status: 409, text: 'No target of it failed or timed out, so there is nothing to try again.' },
} as const satisfies Record<string, { status: number; text: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** One field of a request that is wrong. `field` is a dotted path into the body, or the name of a parameter. */
export type FieldError = { field: string; code: string; detail: string };

/** Fills `{name}` in the text of an error from its details. */
export function errorText(code: ErrorCode, details: Readonly<Record<string, unknown>> = {}): string {
  return ERRORS[code].text.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    name in details ? String(details[name]) : whole,
  );
}
