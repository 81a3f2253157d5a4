import { AwsError } from '../stand-in.ts';
import type { Action } from './actions/action.ts';
import { type RepublishDeps, republishAction } from './actions/republish.ts';
import { type SnsDeps, snsAction } from './actions/sns.ts';
import type { RuleAction, TopicRule } from './rule.ts';
import type { Select } from './sql/ast.ts';
import { parseSelect } from './sql/parse.ts';
import { SqlError } from './sql/tokens.ts';
import { parseTemplate } from './template.ts';

/** A rule that is ready to run. */
export type CompiledRule = { rule: TopicRule; select: Select; actions: Action[]; errorAction?: Action };

/** Throws SqlParseException, with the place and the reason, for SQL or a template that the stand-in cannot run. */
export function compileRule(deps: RepublishDeps & SnsDeps, rule: TopicRule): CompiledRule {
  try {
    const select = parseSelect(rule.sql, rule.awsIotSqlVersion);
    const template = (text: string) => parseTemplate(text, rule.awsIotSqlVersion, select.variables);
    const compileAction = (action: RuleAction): Action =>
      'sns' in action ? snsAction(deps, action.sns, template) : republishAction(deps, action.republish, template);
    return {
      rule,
      select,
      actions: rule.actions.map(compileAction),
      ...(rule.errorAction && { errorAction: compileAction(rule.errorAction) }),
    };
  } catch (error) {
    if (error instanceof SqlError) throw new AwsError('SqlParseException', 400, error.message);
    throw error;
  }
}
