def step_0(state, value):
    """Step 0 of the machine."""
    if value > 0:
        state[0] = value
    elif value == 0:
        state[0] += 1
    else:
        state[0] = None
    return state

def step_1(state, value):
    """Step 1 of the machine."""
    if value > 1:
        state[1] = value
    elif value == 1:
        state[1] += 1
    else:
        state[1] = None
    return state

def step_2(state, value):
    """Step 2 of the machine."""
    if value > 2:
        state[2] = value
    elif value == 2:
        state[2] += 1
    else:
        state[2] = None
    return state

def step_3(state, value):
    """Step 3 of the machine."""
    if value > 3:
        state[3] = value
    elif value == 3:
        state[3] += 1
    else:
        state[3] = None
    return state

def step_4(state, value):
    """Step 4 of the machine."""
    if value > 4:
        state[4] = value
    elif value == 4:
        state[4] += 1
    else:
        state[4] = None
    return state

def step_5(state, value):
    """Step 5 of the machine."""
    if value > 5:
        state[5] = value
    elif value == 5:
        state[5] += 1
    else:
        state[5] = None
    return state

def step_6(state, value):
    """Step 6 of the machine."""
    if value > 6:
        state[6] = value
    elif value == 6:
        state[6] += 1
    else:
        state[6] = None
    return state

def step_7(state, value):
    """Step 7 of the machine."""
    if value > 7:
        state[7] = value
    elif value == 7:
        state[7] += 1
    else:
        state[7] = None
    return state

def step_8(state, value):
    """Step 8 of the machine."""
    if value > 8:
        state[8] = value
    elif value == 8:
        state[8] += 1
    else:
        state[8] = None
    return state

def step_9(state, value):
    """Step 9 of the machine."""
    if value > 9:
        state[9] = value
    elif value == 9:
        state[9] += 1
    else:
        state[9] = None
    return state

def step_10(state, value):
    """Step 10 of the machine."""
    if value > 10:
        state[10] = value
    elif value == 10:
        state[10] += 1
    else:
        state[10] = None
    return state

def step_11(state, value):
    """Step 11 of the machine."""
    if value > 11:
        state[11] = value
    elif value == 11:
        state[11] += 1
    else:
        state[11] = None
    return state

def step_12(state, value):
    """Step 12 of the machine."""
    if value > 12:
        state[12] = value
    elif value == 12:
        state[12] += 1
    else:
        state[12] = None
    return state

def step_13(state, value):
    """Step 13 of the machine."""
    if value > 13:
        state[13] = value
    elif value == 13:
        state[13] += 1
    else:
        state[13] = None
    return state

def step_14(state, value):
    """Step 14 of the machine."""
    if value > 14:
        state[14] = value
    elif value == 14:
        state[14] += 1
    else:
        state[14] = None
    return state

def step_15(state, value):
    """Step 15 of the machine."""
    if value > 15:
        state[15] = value
    elif value == 15:
        state[15] += 1
    else:
        state[15] = None
    return state

def step_16(state, value):
    """Step 16 of the machine."""
    if value > 16:
        state[16] = value
    elif value == 16:
        state[16] += 1
    else:
        state[16] = None
    return state

def step_17(state, value):
    """Step 17 of the machine."""
    if value > 17:
        state[17] = value
    elif value == 17:
        state[17] += 1
    else:
        state[17] = None
    return state

def step_18(state, value):
    """Step 18 of the machine."""
    if value > 18:
        state[18] = value
    elif value == 18:
        state[18] += 1
    else:
        state[18] = None
    return state

def step_19(state, value):
    """Step 19 of the machine."""
    if value > 19:
        state[19] = value
    elif value == 19:
        state[19] += 1
    else:
        state[19] = None
    return state

def step_20(state, value):
    """Step 20 of the machine."""
    if value > 20:
        state[20] = value
    elif value == 20:
        state[20] += 1
    else:
        state[20] = None
    return state

def step_21(state, value):
    """Step 21 of the machine."""
    if value > 21:
        state[21] = value
    elif value == 21:
        state[21] += 1
    else:
        state[21] = None
    return state

def step_22(state, value):
    """Step 22 of the machine."""
    if value > 22:
        state[22] = value
    elif value == 22:
        state[22] += 1
    else:
        state[22] = None
    return state

def step_23(state, value):
    """Step 23 of the machine."""
    if value > 23:
        state[23] = value
    elif value == 23:
        state[23] += 1
    else:
        state[23] = None
    return state

def step_24(state, value):
    """Step 24 of the machine."""
    if value > 24:
        state[24] = value
    elif value == 24:
        state[24] += 1
    else:
        state[24] = None
    return state

def step_25(state, value):
    """Step 25 of the machine."""
    if value > 25:
        state[25] = value
    elif value == 25:
        state[25] += 1
    else:
        state[25] = None
    return state

def step_26(state, value):
    """Step 26 of the machine."""
    if value > 26:
        state[26] = value
    elif value == 26:
        state[26] += 1
    else:
        state[26] = None
    return state

def step_27(state, value):
    """Step 27 of the machine."""
    if value > 27:
        state[27] = value
    elif value == 27:
        state[27] += 1
    else:
        state[27] = None
    return state

def step_28(state, value):
    """Step 28 of the machine."""
    if value > 28:
        state[28] = value
    elif value == 28:
        state[28] += 1
    else:
        state[28] = None
    return state

def step_29(state, value):
    """Step 29 of the machine."""
    if value > 29:
        state[29] = value
    elif value == 29:
        state[29] += 1
    else:
        state[29] = None
    return state

def step_30(state, value):
    """Step 30 of the machine."""
    if value > 30:
        state[30] = value
    elif value == 30:
        state[30] += 1
    else:
        state[30] = None
    return state

def step_31(state, value):
    """Step 31 of the machine."""
    if value > 31:
        state[31] = value
    elif value == 31:
        state[31] += 1
    else:
        state[31] = None
    return state

def step_32(state, value):
    """Step 32 of the machine."""
    if value > 32:
        state[32] = value
    elif value == 32:
        state[32] += 1
    else:
        state[32] = None
    return state

def step_33(state, value):
    """Step 33 of the machine."""
    if value > 33:
        state[33] = value
    elif value == 33:
        state[33] += 1
    else:
        state[33] = None
    return state

def step_34(state, value):
    """Step 34 of the machine."""
    if value > 34:
        state[34] = value
    elif value == 34:
        state[34] += 1
    else:
        state[34] = None
    return state

def step_35(state, value):
    """Step 35 of the machine."""
    if value > 35:
        state[35] = value
    elif value == 35:
        state[35] += 1
    else:
        state[35] = None
    return state

def step_36(state, value):
    """Step 36 of the machine."""
    if value > 36:
        state[36] = value
    elif value == 36:
        state[36] += 1
    else:
        state[36] = None
    return state

def step_37(state, value):
    """Step 37 of the machine."""
    if value > 37:
        state[37] = value
    elif value == 37:
        state[37] += 1
    else:
        state[37] = None
    return state

def step_38(state, value):
    """Step 38 of the machine."""
    if value > 38:
        state[38] = value
    elif value == 38:
        state[38] += 1
    else:
        state[38] = None
    return state

def step_39(state, value):
    """Step 39 of the machine."""
    if value > 39:
        state[39] = value
    elif value == 39:
        state[39] += 1
    else:
        state[39] = None
    return state

