"""What a change affects, and why: from the facts of the repository before it and after it.

    affected = find_affected(request, inputs)

A product is affected if one of its processes has another input than at the base. The boundary is
the contract: a provider's SQL affects the provider; what its contract says, its readers too. So it
is what `--changed-since` selects with dependents, less where wording is all that changed, and more
for what no dependency tells: locks, `pants.toml` and the plugin concern every product. Who is
downstream without anything to run is named apart (`reaches`).

- `changed_file`: the changed files, as git names them.
- `file_kinds`: what a file is for, by its place, and which goals read it.
- `yaml_diff`: what differs between two versions of a YAML document.
- `contract_difference`: the same of a contract, by its elements; the gate says what it does.
- `revision`: what is known of one revision, base or head.
- `affected`: all of it put together; `result` is what it finds, `show` how it is shown.
"""
