"""Which small mistakes can be planted in a source, and what does it look like with one of them?

A mutant is found by the number of its node in a fixed walk, so that it can be planted anew from the source alone. What is
never mutated, and nothing else is left out:

- annotations, `if TYPE_CHECKING`, docstrings and every other text: nothing runs, or it is prose;
- calls of the log: what is logged is not promised;
- `__repr__`: for whoever debugs;
- `@dataclass(frozen=, slots=)`: what they forbid is what mypy finds, slots are about memory;
- `zip(strict=)` and `assert_never(...)`: they say what cannot happen, and no input reaches them;
- `return False` to `return None`: as false as before.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
BORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)  # of the others the mutant is the negation already
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}
LOGS = ("log", "logger", "logging")
UNMUTATED_KEYWORDS = {"dataclass": ("frozen", "slots"), "zip": ("strict",)}
SHOWN = 110  # characters of a mutant that are printed


@dataclass(frozen=True, slots=True, order=True)
class Mutant:
    """One small mistake.

    Attributes:
        file: from the root, with slashes.
        line: where the node begins.
        statement: where the statement begins that holds it.
        node: its number in the walk over the source.
        choice: which of the node's mutations.
        owner: qualified name of the outermost function around it, empty where it runs at import.
        owner_line: first line of that function, decorators included.
        column: of the node, to tell two of one line apart.
    """

    file: str
    line: int
    column: int
    node: int
    choice: int
    statement: int
    operator: str
    owner: str
    owner_line: int
    before: str
    after: str

    def told(self) -> str:
        """Place, kind, and the code before and after."""
        return f"{self.file}:{self.line}: {self.operator}: {self.before}  ->  {self.after}"


@dataclass(frozen=True, slots=True)
class Spot:
    """A node, where it hangs, and the function that runs it."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    statement: int
    owner: str
    owner_line: int

    def put(self, node: ast.AST) -> None:
        """Hang another node in its place."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def mutants(file: str, source: str) -> list[Mutant]:
    """All mutants of a source, in the order of the walk."""
    found = []
    for number, spot in enumerate(spots(ast.parse(source))):
        for choice, (operator, replacement) in enumerate(replacements(spot)):
            line, column = getattr(spot.node, "lineno", spot.statement), getattr(spot.node, "col_offset", 0)
            before, after = _shown(spot.node), _shown(replacement)
            found.append(
                Mutant(
                    file=file,
                    line=line,
                    column=column,
                    node=number,
                    choice=choice,
                    statement=spot.statement,
                    operator=operator,
                    owner=spot.owner,
                    owner_line=spot.owner_line,
                    before=before,
                    after=after,
                )
            )
    return found


def planted(source: str, mutant: Mutant) -> ast.Module:
    """The source with this mistake in it."""
    tree = ast.parse(source)
    for number, spot in enumerate(spots(tree)):
        if number == mutant.node:
            _, replacement = list(replacements(spot))[mutant.choice]
            spot.put(ast.fix_missing_locations(ast.copy_location(replacement, spot.node)))
            return tree
    raise LookupError(f"no node {mutant.node} in {mutant.file}: it has changed since")


# --- the walk ---------------------------------------------------------------------------------------------------


def spots(tree: ast.Module) -> Iterator[Spot]:
    """Every node that may be mutated, outer ones first, in the order of the source."""
    yield from _beneath(tree, 0, "", 0, ())


def _beneath(node: ast.AST, statement: int, owner: str, owner_line: int, path: tuple[str, ...]) -> Iterator[Spot]:
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "type_comment", "ctx"):
            continue
        children = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and field == "body" and not owner
        for index, child in children:
            if not isinstance(child, ast.AST) or _is_left_out(child, node):
                continue
            line = child.lineno if isinstance(child, ast.stmt) else statement
            name, first = (".".join(path), _first_line(node)) if inside else (owner, owner_line)
            yield Spot(child, node, field, index, line, name, first)
            deeper = (*path, child.name) if isinstance(child, _NAMED) else path
            yield from _beneath(child, line, name, first, deeper)


_NAMED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _first_line(node: ast.AST) -> int:
    """As a code object counts it: that of the first decorator."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    own: int = getattr(node, "lineno", 0)
    return min([own, *(each.lineno for each in decorators)])


def _is_left_out(node: ast.AST, parent: ast.AST) -> bool:
    match node:
        case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
            return True
        case ast.Expr(value=ast.Constant()) | ast.FunctionDef(name="__repr__"):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id=called))) if called in LOGS:
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=called)))) if called in LOGS:
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id="assert_never"))):
            return True
        case ast.keyword(arg=argument) if isinstance(parent, ast.Call):
            return argument in UNMUTATED_KEYWORDS.get(ast.unparse(parent.func).rpartition(".")[2], ())
    return False


# --- the mutations ----------------------------------------------------------------------------------------------


def replacements(spot: Spot) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in a node's place: the kind of mistake, and the node with it."""
    node = spot.node
    if isinstance(node, ast.expr):
        yield from _of_expression(node)
        if _is_condition(spot) and not _is_negated_already(node):
            yield "negated condition", ast.UnaryOp(op=ast.Not(), operand=node)
    elif isinstance(node, ast.stmt):
        yield from _of_statement(node)


def _of_expression(node: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Compare():
            for index, operator in enumerate(node.ops):
                changed = copy.deepcopy(node)
                changed.ops[index] = COMPARISONS[type(operator)]()
                yield "comparison", changed
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield "and/or", ast.BoolOp(op=other, values=node.values)
        case ast.BinOp() if type(node.op) in ARITHMETIC:
            yield "arithmetic", ast.BinOp(left=node.left, op=ARITHMETIC[type(node.op)](), right=node.right)
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
            yield "sign or not removed", node.operand
        case ast.Constant(value=bool()):
            yield "constant", ast.Constant(value=not node.value)
        case ast.Constant(value=int() | float() as number):
            yield "constant", ast.Constant(value=number + 1)
            yield "constant", ast.Constant(value=number - 1)
        case ast.Call(func=ast.Name(id=called)) if called in SWAPPED:
            function = ast.Name(id=SWAPPED[called], ctx=ast.Load())
            yield "min/max, any/all", ast.Call(func=function, args=node.args, keywords=node.keywords)


def _of_statement(node: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Return(value=ast.Constant(value=None | False)):
            return
        case ast.Return(value=ast.expr()):
            yield "return None", ast.Return(value=ast.Constant(value=None))
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.Raise() | ast.Delete():
            yield "statement removed", ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield "statement removed", ast.Pass()
        case ast.AugAssign():
            yield "statement removed", ast.Pass()
            if type(node.op) in ARITHMETIC:
                yield "arithmetic", ast.AugAssign(node.target, ARITHMETIC[type(node.op)](), node.value)
        case ast.Break():
            yield "break/continue", ast.Continue()
        case ast.Continue():
            yield "break/continue", ast.Break()


def _is_condition(spot: Spot) -> bool:
    if isinstance(spot.parent, ast.If | ast.While | ast.IfExp):
        return spot.field == "test"
    return isinstance(spot.parent, ast.comprehension) and spot.field == "ifs"


def _is_negated_already(node: ast.expr) -> bool:
    match node:
        case ast.Compare(ops=[operator]):
            return not isinstance(operator, BORDERS)
        case ast.UnaryOp(op=ast.Not()) | ast.Constant(value=bool()):
            return True
    return False


def _shown(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
