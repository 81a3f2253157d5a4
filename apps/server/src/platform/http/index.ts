export type { Caller, SignedIn } from './caller.ts';
export { closeHttpServer } from './close.ts';
export type { ApiRequest, Handler, Handlers } from './handlers.ts';
export { answerProblem } from './problem-answer.ts';
export { type Entered, type Gate, registerRoutes } from './register.ts';
export { attachment, type Content, sendContent } from './send-content.ts';
export { createHttpServer, type HttpServer } from './server.ts';
export { registerConsole } from './static.ts';
