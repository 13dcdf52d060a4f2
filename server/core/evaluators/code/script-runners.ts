/**
 * What runs in the children of stdio-script.ts: programs in Python and Ruby that read batches as lines of JSON and answer with such lines. They
 * are given on the command line, so that no file has to lie beside the bundle. Arguments: bytes of memory that may be used.
 */

/** What is printed goes nowhere; only the runner itself speaks on standard output. Memory is limited where the system can. */
export const pythonRunner = String.raw`
import sys, os, json, importlib.util, inspect, asyncio, re, time
limit = int(sys.argv[1])
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
batches = os.fdopen(os.dup(0), "r", encoding="utf-8")
nowhere = os.open(os.devnull, os.O_RDWR)
for stream in (0, 1, 2):
    os.dup2(nowhere, stream)
try:
    import resource
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except Exception:
    pass
bodies, modules = {}, {}

def inline(body):
    if body not in bodies:
        if "\n" in body:
            found = re.search(r"^(?!\s*$)[^\S\n]+", body, re.M)
            indent = found.group(0) if found else "    "
            text = "\n".join(indent + line for line in body.split("\n"))
        else:
            text = "    return " + body
        space = {}
        exec(compile("import json\n\ndef main(output, context):\n" + text + "\n", "<python check>", "exec"), space)
        if len(bodies) > 1000:
            bodies.clear()
        bodies[body] = space["main"]
    return bodies[body]

def imported(path, name):
    if path not in modules:
        folder = os.path.dirname(os.path.abspath(path))
        if folder not in sys.path:
            sys.path.insert(0, folder)
        spec = importlib.util.spec_from_file_location(os.path.basename(path).rsplit(".", 1)[0], path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        modules[path] = module
    found = modules[path]
    for part in name.split("."):
        found = getattr(found, part)
    return found

def run(job):
    try:
        made = inline(job["body"]) if "body" in job else imported(job["file"], job.get("name") or "get_assert")
        value = made(*job["args"])
        if inspect.isawaitable(value):
            async def waited():
                return await value
            value = asyncio.run(waited())
        json.dumps(value, allow_nan=False)
        return {"value": value}
    except MemoryError:
        os._exit(86)
    except Exception as error:
        return {"threw": (type(error).__name__ + ": " + str(error))[:2000]}

def answer(message):
    answers.write(json.dumps(message) + "\n")
    answers.flush()

answer({"id": -1, "from": 0, "results": []})
for line in batches:
    batch = json.loads(line)
    start, results, since = 0, [], time.monotonic()
    for index, job in enumerate(batch["jobs"]):
        results.append(run(job))
        if time.monotonic() - since > 0.02 or index == len(batch["jobs"]) - 1:
            answer({"id": batch["id"], "from": start, "results": results})
            start, results, since = index + 1, [], time.monotonic()
`;

export const rubyRunner = String.raw`
require 'json'
limit = ARGV[0].to_i
answers = STDOUT.dup
batches = STDIN.dup
STDIN.reopen(File::NULL)
STDOUT.reopen(File::NULL, 'w')
STDERR.reopen(File::NULL, 'w')
begin
  Process.setrlimit(:DATA, limit, limit)
rescue StandardError, NotImplementedError
end
BODIES = {}
LOADED = {}

def inline(body)
  BODIES[body] ||= begin
    text = body.include?("\n") ? body : "return #{body}"
    holder = Object.new
    holder.instance_eval("def main(output, context)\n#{text}\nend", '<ruby check>')
    holder.method(:main)
  end
end

def loaded(path, name)
  LOADED[path] ||= begin
    $LOAD_PATH.unshift(File.dirname(path))
    load path
    true
  end
  return method(name) unless name.include?('.')
  owner, own = name.split('.', 2)
  Object.const_get(owner).method(own)
end

def run(job)
  made = job.key?('body') ? inline(job['body']) : loaded(job['file'], job['name'] || 'get_assert')
  value = made.call(*job['args'])
  JSON.generate(value)
  { 'value' => value }
rescue NoMemoryError
  exit!(86)
rescue StandardError, ScriptError => error
  { 'threw' => "#{error.class}: #{error.message}"[0, 2000] }
end

def now
  Process.clock_gettime(Process::CLOCK_MONOTONIC)
end

answer = lambda do |message|
  answers.write(JSON.generate(message) + "\n")
  answers.flush
end
answer.call({ id: -1, from: 0, results: [] })
batches.each_line do |line|
  batch = JSON.parse(line)
  start, results, since = 0, [], now
  batch['jobs'].each_with_index do |job, index|
    results << run(job)
    next unless now - since > 0.02 || index == batch['jobs'].length - 1
    answer.call({ id: batch['id'], from: start, results: results })
    start, results, since = index + 1, [], now
  end
end
`;
