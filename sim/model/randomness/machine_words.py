"""Four operations on machine words that Numba lacks or calls a library for; plain Python gives the same bits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload

_intrinsic: Any = intrinsic  # Numba counts the typing context as an argument of the caller
LOW_32 = np.uint64(0xFFFFFFFF)
SHIFT_32 = np.uint64(32)
MANTISSA_BITS = 52
EXPONENT_OF_HALF = 1022
MASK_EXPONENT = 0x7FF
MASK_SIGN_AND_MANTISSA = 0x800FFFFFFFFFFFFF


def high_product(a: np.uint64, b: np.uint64) -> np.uint64:
    """Upper 64 bits of the 128-bit product of two 64-bit words."""
    a_low, a_high = a & LOW_32, a >> SHIFT_32
    b_low, b_high = b & LOW_32, b >> SHIFT_32
    middle = a_high * b_low + ((a_low * b_low) >> SHIFT_32)
    other = a_low * b_high + (middle & LOW_32)
    return a_high * b_high + (middle >> SHIFT_32) + (other >> SHIFT_32)


def scaled(x: float, k: int) -> float:
    """X times 2^k, where x and the result are normal numbers."""
    return math.ldexp(x, k)


def split(x: float) -> tuple[float, int]:
    """Mantissa in [0.5, 1) and exponent of a positive normal number."""
    return math.frexp(x)


def if_negative(x: int, amount: int) -> int:
    """`amount` where x is negative, else 0, without a branch that the processor would have to guess."""
    return amount if x < 0 else 0


@_intrinsic
def _high_product(typing_context: Any, a: Any, b: Any) -> Any:  # noqa: ARG001 - Numba's signature
    """One multiplication of 128 bits."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001 - as above
        wide = ir.IntType(128)
        one, other = (builder.zext(argument, wide) for argument in arguments)
        return builder.trunc(builder.lshr(builder.mul(one, other), ir.Constant(wide, 64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), code


@_intrinsic
def _scaled(typing_context: Any, x: Any, k: Any) -> Any:  # noqa: ARG001 - as above
    """The exponent is added to in place."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001 - as above
        word = ir.IntType(64)
        bits = builder.bitcast(arguments[0], word)
        moved = builder.shl(arguments[1], ir.Constant(word, MANTISSA_BITS))
        return builder.bitcast(builder.add(bits, moved), ir.DoubleType())

    return types.float64(types.float64, types.int64), code


@_intrinsic
def _mantissa(typing_context: Any, x: Any) -> Any:  # noqa: ARG001 - as above
    """The exponent is replaced by that of one half."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001 - as above
        word = ir.IntType(64)
        bits = builder.and_(builder.bitcast(arguments[0], word), ir.Constant(word, MASK_SIGN_AND_MANTISSA))
        half = ir.Constant(word, EXPONENT_OF_HALF << MANTISSA_BITS)
        return builder.bitcast(builder.or_(bits, half), ir.DoubleType())

    return types.float64(types.float64), code


@_intrinsic
def _exponent(typing_context: Any, x: Any) -> Any:  # noqa: ARG001 - as above
    """The exponent as a whole number."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001 - as above
        word = ir.IntType(64)
        moved = builder.lshr(builder.bitcast(arguments[0], word), ir.Constant(word, MANTISSA_BITS))
        raw = builder.and_(moved, ir.Constant(word, MASK_EXPONENT))
        return builder.sub(raw, ir.Constant(word, EXPONENT_OF_HALF))

    return types.int64(types.float64), code


@_intrinsic
def _if_negative(typing_context: Any, x: Any, amount: Any) -> Any:  # noqa: ARG001 - as above
    """The sign becomes a mask, which passes through a register unseen: LLVM would make a branch of it again."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001 - as above
        word = ir.IntType(64)
        mask = builder.ashr(arguments[0], ir.Constant(word, 63))
        unseen = builder.asm(ir.FunctionType(word, [word]), "", "=r,0", [mask], False)
        return builder.and_(unseen, arguments[1])

    return types.int64(types.int64, types.int64), code


@overload(if_negative, strict=False)
def _if_negative_in_kernels(x: Any, amount: Any) -> Any:  # noqa: ARG001 - Numba's signature
    return lambda x, amount: _if_negative(x, amount)  # noqa: PLW0108 - Numba compiles the lambda


@overload(high_product, strict=False)
def _high_product_in_kernels(a: Any, b: Any) -> Any:  # noqa: ARG001 - Numba's signature
    return lambda a, b: _high_product(a, b)  # noqa: PLW0108 - Numba compiles the lambda


@overload(scaled, strict=False)
def _scaled_in_kernels(x: Any, k: Any) -> Any:  # noqa: ARG001 - as above
    return lambda x, k: _scaled(x, k)  # noqa: PLW0108 - as above


@overload(split, strict=False)
def _split_in_kernels(x: Any) -> Any:  # noqa: ARG001 - as above
    return lambda x: (_mantissa(x), _exponent(x))
