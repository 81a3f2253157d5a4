export {
  ApiError,
  type CallInput,
  type Client,
  type ClientOptions,
  createClient,
  UnexpectedAnswer,
  type UploadPart,
} from './client.ts';
export { ERRORS, type ErrorCode, errorText, type FieldError } from './errors.ts';
export { Fault, type FaultOptions, fieldFault, type Problem, toProblem } from './fault.ts';
export { readFeed } from './feed-reader.ts';
export { requestSchemas } from './requests.ts';
export type { Method, Route, RouteAnswer, RouteBody, RouteParams, RouteQuery } from './route.ts';
export {
  FEED_PATH,
  fileContentPath,
  logArchivePath,
  ROUTES,
  type RouteId,
  type Routes,
  uploadPartPath,
} from './routes/index.ts';
export * from './schemas/checks.ts';
export * from './schemas/connections.ts';
export * from './schemas/deployments.ts';
export * from './schemas/devices.ts';
export * from './schemas/events.ts';
export * from './schemas/feed.ts';
export * from './schemas/files.ts';
export * from './schemas/flows.ts';
export * from './schemas/health.ts';
export * from './schemas/licences.ts';
export * from './schemas/logs.ts';
export * from './schemas/people.ts';
