package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/rolloutbot/rollout/internal/app"
	"github.com/rolloutbot/rollout/internal/planfile"
	"github.com/rolloutbot/rollout/internal/rollout"
)

type lintCmd struct {
	File string `arg:"" type:"existingfile" help:"The plan's Markdown file."`
	JSON bool   `help:"Print the understanding report as JSON."`
}

// Run prints how the plan is understood; the exit code is 1 with findings.
func (l lintCmd) Run() error {
	doc, err := os.ReadFile(l.File)
	if err != nil {
		return err
	}
	report, err := understand(doc, l.JSON)
	if err != nil {
		return fmt.Errorf("%s: %w", l.File, err)
	}
	if len(report.Findings) > 0 {
		return &exit{code: exitFindings}
	}
	return nil
}

// understand reads a document and prints the report.
func understand(doc []byte, asJSON bool) (planfile.Report, error) {
	p, err := planfile.Read(doc)
	if err != nil {
		return planfile.Report{}, err
	}
	report := planfile.Understanding(p, nil)
	if !asJSON {
		fmt.Print(planfile.Render(report))
		return report, nil
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	return report, out.Encode(report)
}

type importCmd struct {
	File   string `arg:"" type:"existingfile" help:"The plan's Markdown file."`
	DryRun bool   `help:"Say what would be understood; store nothing."`
	JSON   bool   `help:"With --dry-run: print the understanding report as JSON."`
	Owner  string `help:"Slack user id of the plan owner; the first of ROLLOUT_ADMINS without it." placeholder:"U…"`
}

// Run imports a plan into the store. The server must not have it open.
func (i importCmd) Run() error {
	doc, err := os.ReadFile(i.File)
	if err != nil {
		return err
	}
	if i.DryRun {
		_, err := understand(doc, i.JSON)
		return err
	}
	if i.JSON {
		return errors.New("--json goes with --dry-run")
	}
	c, a, err := openStore()
	if err != nil {
		return err
	}
	owner := i.Owner
	if owner == "" && len(c.Admins) > 0 {
		owner = c.Admins[0]
	}
	ctx := context.Background()
	if owner == "" {
		return errors.Join(errors.New("nobody would own the plan: name a Slack user id with --owner, or set ROLLOUT_ADMINS. Nothing was imported"), a.Stop(ctx))
	}
	answer, err := a.ImportFile(ctx, rollout.UserID(owner), filepath.Base(i.File), doc)
	if err := errors.Join(err, a.Stop(ctx)); err != nil {
		return err
	}
	fmt.Println(answer)
	return nil
}

type exportCmd struct {
	Agent []string `arg:"" optional:"" help:"The agent's id or name."`
	List  bool     `help:"List the agents: id and name, a line each."`
}

// Run writes the newest document of a plan to standard output, byte for byte.
func (e exportCmd) Run() error {
	name := strings.Join(e.Agent, " ")
	if (name == "") != e.List {
		return errors.New("name an agent, or use --list")
	}
	_, a, err := openStore()
	if err != nil {
		return err
	}
	ctx := context.Background()
	var out []byte
	if e.List {
		var agents [][2]string
		agents, err = a.Agents(ctx)
		for _, agent := range agents {
			out = fmt.Appendf(out, "%s\t%s\n", agent[0], agent[1])
		}
	} else {
		out, err = a.Export(ctx, name)
	}
	if err := errors.Join(err, a.Stop(ctx)); err != nil {
		return err
	}
	_, err = os.Stdout.Write(out)
	return err
}

// openStore opens the configured store for one command, without starting
// anything.
func openStore() (config, *app.App, error) {
	c, err := readConfig()
	if err != nil {
		return c, nil, err
	}
	a, err := app.New(c.options(make(chan error, 1)))
	return c, a, err
}
