/** One small prompt in every format, with a bit of everything the format has; paths as a workspace names them. */
export const promptSeeds: readonly (readonly [path: string, text: string])[] = [
  [
    "a.prompt.md",
    [
      "---\nmode: ask\ntools: [a, b]\n---\n# Support 🚚\n\nYou are a *coach*. Ask {{name}} first! <!-- #ask -->\nThen go.",
      "- If the user\n  is gold:\n  - Offer a refund.\n    1. Stop.\n- [ ] Be kind.\n\n> Quote: “Wait. Go.”",
      "<example>\nUser: hi\n</example>\n\n| when | do |\n|---|---|\n| if ill | rest |\n",
      '```json\n{"a": 1}\n```\n\nSee [style](./style.md) and #file:a.ts, e.g. 今日は。元気？\u2028End\u202e.\n',
    ].join("\n\n"),
  ],
  [
    "rules.mdc",
    "---\ndescription: x\nglobs: *.ts\nalwaysApply: true\n---\n# Rules\r\n\r\n- Never guess. 🚚\r\n",
  ],
  [
    "a.poml",
    '<poml>\n  <!-- note -->\n  <role>You are a <b>coach</b>.</role>\n  <task caption="Do">Ask &lt;first&gt; {{ a < b }}.\n    <list><item>Be kind. 🚚</item><item>Stop.</item></list></task>\n  <example><input>Hi</input><output>Hello</output></example>\n  <let name="x" src="a.json"/><p for="i in x">Say {{ i }}.</p>\n  <human-msg><![CDATA[ 1 < 2. ]]></human-msg>\n</poml>\n',
  ],
  [
    "a.prompty",
    "---\nname: A\nmodel:\n  api: chat\ninputs:\n  question:\n    type: string\nsample:\n  question: Why?\n---\nsystem:\nYou help. Be kind. 🚚\n{% for item in question %}\n- {{item.name}} {# note #}\n{% endfor %}\n\nuser:\n{{question}} Answer in one line.\n",
  ],
  [
    "b.prompty",
    '---\nname: B\nmodel:\n  id: gpt-4\n  options: { temperature: 0 }\ninputs:\n  - name: q\n    kind: string\n    default: ${env:Q:x}\ntemplate:\n  format: { kind: mustache }\n  parser: { kind: prompty }\n---\nsystem:\nAsk first.\n\nuser[name="a"]:\n{{q}}\n',
  ],
  [
    "a.prompt",
    '---\nmodel: x\ninput:\n  schema:\n    name: string, who\n    items(array): string\n  default:\n    name: Ada\noutput:\n  schema:\n    a?: number\n---\n{{role "system"}}\nYou help {{name}}. {{! note }}\n{{#each items}}\n- {{this}} {{@index}}\n{{else}}\nSay none. 🚚\n{{/each}}\n{{> style}}\n{{role "user"}}\n{{history}}{{#if name}}Greet {{~name~}} first.{{/if}}\n',
  ],
  [
    "a.prompt.yml",
    "name: A\nmodel: x\nmessages:\n  - role: system\n    content: |\n      You help. Ask first. 🚚\n\n      - Be kind.\n  - role: user\n    content: \"Say \\u00e9 {{input}}\\n now.\"\n  - role: assistant\n    content: 'It''s\n      fine.'\ntestData:\n  - input: hello\n    expected: x\nevaluators:\n  - name: e\n    string: { contains: '{{expected}}' }\njsonSchema: |-\n  { \"name\": \"a\" }\n",
  ],
  [
    "promptfooconfig.yaml",
    'prompts:\n  - \'Ask {{topic}} first. Be kind. 🚚\'\n  - file://a.txt\n  - |\n    You are a coach.\n    - Never guess.\n  - \'[{"role": "system", "content": "Ask \\"first\\"."}]\'\nproviders: [echo]\ntests:\n  - vars: { topic: a }\n',
  ],
  [
    "chat.json",
    '[\n\t{"role": "system", "content": "Ask first.\\nBe \\u006bind. 🚚 \\"Now\\"."},\r\n\t{"role": "user", "content": "{{q}} {% if a %}Say yes.{% endif %}"}\n]\n',
  ],
  [
    "chat.yaml",
    '- role: system\n  content: >-\n    Ask first.\n    Be kind.\n\n    Stop. 🚚\n- {role: user, content: "{{q}}"}\n',
  ],
  [
    "a.njk",
    "{% set a = 1 %}You help {{ name | upper }}. {# note #}\n{% if a %}\n- Ask first. 🚚\n{% endif %}\n",
  ],
  ["a.txt", "Ask {{q}} first.\n---\nBe kind. 🚚\n"],
  [
    "agent.ts",
    'import x from "y";\nconst name = "Ada";\n/* prompt */\nconst a = `You help ${name ?? "x"}.\n- Ask \\`first\\`. 🚚\\u{1F600}\n\t- Be kind.\\n`;\nexport const systemPrompt = "Ask first. " + \'Be \\x6bind.\' + name;\nconst messages = [{ role: "user", content: dedent`\n    Say ${a}.\n  ` }];\nconst joinedPrompt = ["One thing first.", "Two."].join("\\n");\n',
  ],
  [
    "agent.py",
    'import os\nNAME = "Ada"\n# prompt\nA = f"""You help {NAME!r:>10}.\n- Ask {{first}}. 🚚\\N{BULLET}\n"""\nSYSTEM_PROMPT = ("Ask first. "\n    \'Be \\x6bind. \' r"raw\\n")\ndef f(prompt="Say {name} now please."):\n\treturn prompt.format(name="x") + textwrap.dedent("""\n        Stop here now.\n    """)\n',
  ],
];
