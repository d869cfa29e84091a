package bolt

func checkFile(path string) error { return nil }
