"""The facts of many products as one graph, joined at the ports by the ids of their contracts.

    from inseam.graph.build import COLUMN_TABLES, MODEL_TABLES, build
    from inseam.graph.impact import downstream, upstream
    from inseam.graph.node import element, model

    graph = build(row for file in files for row in read_file(file, MODEL_TABLES))
    reached = downstream(graph, [model("orders", "stg_orders")])
    for node in reached.nodes: print(node, reached.path(node), reached.causes(node))

A graph of `MODEL_TABLES` alone knows models, contracts and who reads whom. With `COLUMN_TABLES` of
some products as well it knows their columns; a model whose columns are not known counts as reading,
and making, all that it can. So what is not reached is not affected, as far as SQL goes.

Several states of the repository (the base of a branch and its head) make one graph when the rows of
both are given: what was read before and is not any more is still there.

- `node`: models, contracts, their objects and columns, macros, products.
- `build`: rows -> `graph.Graph`.
- `graph`: who provides, reads and uses what, and which nodes a file makes (`Graph.files`).
- `impact`: what is reached from where, by which way, and from how many causes.
- `load`: the graph of a folder of facts, with columns only where they matter.
"""
