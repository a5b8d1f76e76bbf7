"""Random walks of the people over every dossier of the money, to find where nobody gets on.

A test of one step knows what it looks for. What is stuck for good was never one step: a cut, a closing and a
settlement that each were right, in an order that nobody had thought of. So from an approved project somebody
does what the lifecycles allow, in any order and by anybody who may; after every few steps the promises, the
tasks and the books are looked at; then everything is driven to its end by people who only read what refuses
them. Whatever stays open there is a dead end.

`scene` approves the projects, `walk` is who walks, a module for each dossier says how it goes on and begins,
`steps` draws what is done next, `checks` says what must hold, `ends` drives to the end, `known` lists what
is refused and has no way yet.
"""
