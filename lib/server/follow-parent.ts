// Loaded into a process that is not ours (Next), before its own code: it ends when the process that started it is gone.
process.on('disconnect', () => process.exit(0));
