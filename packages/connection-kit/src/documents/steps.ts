/** The last step of every kit: what the steps before wrote is read by the command line. */
export const STEP_CREATE = "thingdock connections create --name 'My AWS' --from connection.json && rm connection.json";
