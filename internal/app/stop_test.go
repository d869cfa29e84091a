package app_test

import "testing"

// A server that is told to stop while it begins ends in order: the listener is
// closed by whoever comes first, and that is no failure of the process. One stop
// in two hundred said so, and the process exited as if it were configured wrong.
func TestStoppingAtOnceIsNoFailure(t *testing.T) {
	for range 50 {
		stop(t, start(t, options(t, "http://127.0.0.1:1")))
	}
}
