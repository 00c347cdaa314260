//! Arguments, commands, printing, prompting; the only module that prints.
