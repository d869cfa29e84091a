package main

import (
	"fmt"
	"os"

	"github.com/rolloutbot/rollout/internal/app"
)

type verifyCmd struct {
	File string `arg:"" optional:"" help:"The store's file; ROLLOUT_STORE without it."`
}

// Run checks a store that no process has open, or a copy of one.
func (v verifyCmd) Run() error {
	if v.File == "" {
		c, err := readConfig()
		if err != nil {
			return err
		}
		v.File = c.Store
	}
	report, err := app.Verify(v.File)
	if err != nil {
		return err
	}
	fmt.Fprint(os.Stdout, report.String())
	if !report.OK() {
		return &exit{code: exitFindings}
	}
	return nil
}
