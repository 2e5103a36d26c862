# Terraform
variable "sentry_dsn" {
  type      = string
  sensitive = true
}

resource "aws_lambda_layer_version" "baton" {
  layer_name               = "baton"
  filename                 = "../../dist/lambda/baton-node.zip"
  source_code_hash         = filebase64sha256("../../dist/lambda/baton-node.zip")
  compatible_runtimes      = ["nodejs22.x", "nodejs24.x"]
  # The universal layer is above the 50 MB of a direct upload: put it into a bucket, and name s3_bucket and s3_key here
  # instead of filename.
}

data "archive_file" "function" {
  type        = "zip"
  source_dir  = "function"
  output_path = "function.zip"
}

resource "aws_lambda_function" "hello" {
  function_name    = "baton-example"
  role             = aws_iam_role.function.arn
  runtime          = "nodejs24.x"
  handler          = "index.handler"
  filename         = data.archive_file.function.output_path
  source_code_hash = data.archive_file.function.output_base64sha256
  memory_size      = 256
  timeout          = 10
  layers           = [aws_lambda_layer_version.baton.arn]

  environment {
    variables = { SENTRY_DSN = var.sentry_dsn }
  }
}

resource "aws_iam_role" "function" {
  name = "baton-example"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
