/** SQL with a `?` for whatever is quoted and a blank for each comment, so that patterns see statements alone. */
export function plainSql(sql: string, databaseType: string): string {
  const brackets = databaseType === "TransactSQL" || databaseType === "Sqlite";
  let plain = "";
  for (let at = 0; at < sql.length; ) {
    const aside = asideAt(sql, at, brackets);
    if (aside) {
      plain += aside.stands;
      at = aside.end;
    } else plain += sql[at++];
  }
  return plain;
}

interface Aside {
  readonly stands: string;
  readonly end: number;
}

function asideAt(sql: string, at: number, brackets: boolean): Aside | undefined {
  const character = sql[at]!;
  if ("'\"`".includes(character) || (brackets && character === "["))
    return { stands: " ? ", end: quotationEnd(sql, at, character === "[" ? "]" : character) };
  if (character === "#" || sql.startsWith("--", at)) return { stands: " ", end: lineEnd(sql, at + 1) };
  if (sql.startsWith("/*", at)) return { stands: " ", end: after(sql, "*/", at + 2) };
  if (character !== "$") return undefined;
  const delimiter = dollarQuote(sql, at);
  return delimiter ? { stands: " ? ", end: after(sql, delimiter, at + delimiter.length) } : undefined;
}

/** Twice the mark, or outside of brackets a backslash before it, stands for the mark itself. */
function quotationEnd(sql: string, start: number, closes: string): number {
  for (let at = start + 1; at < sql.length; at++) {
    if (sql[at] === "\\" && closes !== "]") at++;
    else if (sql[at] === closes && sql[at + 1] === closes) at++;
    else if (sql[at] === closes) return at + 1;
  }
  return sql.length;
}

function dollarQuote(sql: string, at: number): string | undefined {
  const pattern = /\$(?:[A-Za-z_]\w*)?\$/y;
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

function lineEnd(sql: string, from: number): number {
  const place = sql.slice(from).search(/[\r\n]/);
  return place < 0 ? sql.length : from + place;
}

function after(sql: string, mark: string, from: number): number {
  const place = sql.indexOf(mark, from);
  return place < 0 ? sql.length : place + mark.length;
}
