from tests.render.cli import main

raise SystemExit(main())
